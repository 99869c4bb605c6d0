package io.kytkin.web;

import io.kytkin.mapping.Direction;
import io.kytkin.mapping.FieldMapping;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.MappingProblem;
import io.kytkin.mapping.Mappings;
import io.kytkin.sync.Pauses;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A mapping as REST shows it: what its file says and how far it has come. The members that the file says are null or
 * empty when it never was good.
 *
 * @param lagSeconds  since the last finished job began: no older change is still to come; null when none has finished
 * @param lastSuccess when the last job ended well; of two directions the one that was longer ago
 * @param paused      null: not paused
 */
public record MappingView(String name, String file, boolean enabled, boolean valid, List<Problem> problems,
                          String erpTable, String erpQuery, List<String> erpId, List<String> erpKey, String crmTable,
                          String direction, Filters filters, String createInCrm, String createInErp,
                          List<List<String>> match, String firstMeeting, String conflict, Collection<String> dependsOn,
                          List<Field> fields, String schedule, Progress<JobView> lastJobs, Progress<String> positions,
                          Long lagSeconds, Instant lastSuccess, Pauses.Pause paused, long couplings,
                          Map<String, Long> parked) {

    /** A mistake in the file; the line is null when not known. */
    public record Problem(Integer line, String text) {
        static Problem of(MappingProblem.Mistake mistake) {
            return new Problem(mistake.line() > 0 ? mistake.line() : null, mistake.text());
        }
    }

    /** Which records are in scope on each side; null: all. */
    public record Filters(String erp, String crm) { }

    /** Something for each direction; null where there is none. */
    public record Progress<T>(T toCrm, T toErp) { }

    /** A field line. */
    public record Field(String line, String erp, boolean constant, String arrow, String crm, String coupled,
                        boolean required, boolean secondPass, boolean onCreate, boolean fromLcy,
                        Map<String, Integer> options, String blankIs, String otherwise) {

        static Field of(FieldMapping field) {
            return new Field(field.line(), field.erp(), field.constant(), field.arrow().text(), field.crm(),
                    field.coupled(), field.required(), field.secondPass(), field.onCreate(), field.fromLcy(),
                    field.options(), field.blank(), field.otherwise());
        }
    }

    static MappingView of(Mappings.Loaded loaded, Progress<JobView> lastJobs, Progress<String> positions,
                          Long lagSeconds, Instant lastSuccess, Pauses.Pause paused, long couplings,
                          Map<String, Long> parked) {
        MappingDefinition rules = loaded.definition();
        List<Problem> problems = loaded.mistakes().stream().map(Problem::of).toList();
        if (rules == null) {
            return new MappingView(loaded.name(), loaded.file(), false, false, problems, null, null, List.of(),
                    List.of(), null, null, new Filters(null, null), null, null, List.of(), null, null, List.of(),
                    List.of(), loaded.schedule(), lastJobs, positions, lagSeconds, lastSuccess, paused,
                    couplings, parked);
        }
        return new MappingView(loaded.name(), loaded.file(), true, problems.isEmpty(), problems, rules.erpTable(),
                rules.erpQuery(), rules.erpId(), rules.erpKey(), rules.crmTable(), directionOf(loaded),
                new Filters(rules.erpFilter(), rules.crmFilter()), word(rules.createInCrm()),
                word(rules.createInErp()), rules.match(), word(rules.firstMeeting()), word(rules.conflict()),
                rules.dependsOn(), rules.fields().stream().map(Field::of).toList(), loaded.schedule(), lastJobs,
                positions, lagSeconds, lastSuccess, paused, couplings, parked);
    }

    /** Which directions exist follows from the routes (design, section 3), whatever the arrows say. */
    private static String directionOf(Mappings.Loaded loaded) {
        List<Direction> ways = loaded.routes();
        return ways.isEmpty() ? null : ways.size() > 1 ? "both" : ways.get(0).jsonName();
    }

    /** As the word stands in a mapping file. */
    private static String word(Enum<?> choice) {
        return choice == null ? null : choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
