package io.kytkin.crm;

import java.util.List;
import java.util.Map;

/**
 * The answer to one operation of a {@code $batch}.
 *
 * @param status    of the operation; of a change set that succeeded: 200
 * @param headers   by name in any case
 * @param body      empty when there is none
 * @param changeSet the answers of the operations of a change set that succeeded, in order; empty for anything else. A
 *                  change set that failed is one ordinary answer, because all of it was rolled back (OData 4.0, part 1,
 *                  11.7.4)
 */
public record PartAnswer(int status, Map<String, String> headers, byte[] body, List<PartAnswer> changeSet)
        implements HttpAnswer {
}
