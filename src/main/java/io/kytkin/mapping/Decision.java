package io.kytkin.mapping;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What translation decided for one record of a page.
 *
 * @param values  what to send, by the other side's column name in the mapping's order; lookups as the UUID of the
 *                record referred to, blank as null. Empty unless the action is CREATE or UPDATE
 * @param targets for each lookup among the values: the table it refers to (a lookup may refer to several)
 * @param agreed  the agreed values once the other side has accepted; null when parked or out of scope
 * @param debts   attributes that a second pass still has to write
 * @param parking why it is parked; null unless the action is PARK
 * @param notices what a person should know although the record is written, for example a text that was cut
 */
public record Decision(Action action, Map<String, Object> values, Map<String, String> targets, AgreedValues agreed,
                       Set<String> debts, Parking parking, List<String> notices) {

    /** NOTHING still confirms: a match is coupled, agreed values and debts are stored if they differ. */
    public enum Action { CREATE, UPDATE, DELETE, NOTHING, PARK, OUT_OF_SCOPE }

    /** An update of a record whose partner was deleted: nothing is agreed any more. */
    static Decision mark(Map<String, Object> values) {
        return new Decision(Action.UPDATE, values, Map.of(), AgreedValues.none(), Set.of(), null, List.of());
    }

    /** The record is deleted as its partner was. */
    static Decision delete() {
        return new Decision(Action.DELETE, Map.of(), Map.of(), AgreedValues.none(), Set.of(), null, List.of());
    }

    /** The same with what the other side made of the values. */
    Decision agreeing(AgreedValues now) {
        return new Decision(action, values, targets, now, debts, parking, notices);
    }

    /** Nothing is to be written. @param agreed what both sides agree on */
    static Decision nothing(AgreedValues agreed) {
        return new Decision(Action.NOTHING, Map.of(), Map.of(), agreed, Set.of(), null, List.of());
    }

    public static Decision park(Parking parking) {
        return new Decision(Action.PARK, Map.of(), Map.of(), null, Set.of(), parking, List.of());
    }

    public static Decision outOfScope() {
        return new Decision(Action.OUT_OF_SCOPE, Map.of(), Map.of(), null, Set.of(), null, List.of());
    }
}
