package io.kytkin.crm;

import io.kytkin.mapping.Coupling;
import io.kytkin.mapping.Decision;
import io.kytkin.mapping.FieldMapping;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.Parking;
import io.kytkin.mapping.ParkingClass;
import io.kytkin.mapping.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What the refusal of one record means: which field is at fault, and what releases the record. */
final class RefusedRecord {
    private static final String OWNER = "ownerid";
    private static final String MISSING = "0x80040217";
    private static final String MISSING_BY_KEY = "0x80060891";
    private static final String SAME_KEY = "0x80040237";
    private static final String SAME_ALTERNATE_KEY = "0x80060892";
    private static final String STALE = "0x80060882";
    private static final String STILL_IN_PRICE_LIST = "0x8004f915";
    private static final String PRODUCT_IS_RETIRED = "0x80061009";
    /**
     * Privilege denied, principal's privilege denied, access denied (two), missing privilege of a user, user
     * disabled.
     */
    private static final Set<String> OWNER_CODES = Set.of("0x80040220", "0x80040231", "0x80048405", "0x80048306",
            "0x80042f09", "0x80040225");

    private final MappedTable table;

    RefusedRecord(MappedTable table) {
        this.table = table;
    }

    /** Whether another owner may help: the user is disabled, gone, or lacks the privilege to own such a record. */
    boolean isAboutOwner(PageRecord record, CrmRefused refused) {
        Object owner = record.decision().values().get(OWNER);
        if (owner == null || owner.equals(defaultOwner())) {
            return false;
        }
        String code = refused.code().toLowerCase(Locale.ROOT);
        boolean ownerIsMissing = (code.equals(MISSING) || code.equals(MISSING_BY_KEY)) && names(refused, owner);
        return ownerIsMissing || refused.status() == 403 || OWNER_CODES.contains(code);
    }

    /**
     * The same decision with the default owner. What is agreed stays: the record is not sent again until the
     * salesperson changes.
     */
    Decision withDefaultOwner(PageRecord record, CrmRefused refused) {
        Decision decision = record.decision();
        Map<String, Object> values = new LinkedHashMap<>(decision.values());
        Map<String, String> targets = new LinkedHashMap<>(decision.targets());
        Object refusedOwner = values.remove(OWNER);
        targets.remove(OWNER);
        if (defaultOwner() != null) {
            values.put(OWNER, defaultOwner());
            targets.put(OWNER, "systemuser");
        }
        List<String> notices = new ArrayList<>(decision.notices());
        notices.add(OWNER + ": the CRM does not let the user " + refusedOwner
                + " own this record, so the default owner does ("
                + refused.getMessage() + ")");
        return new Decision(decision.action(), values, targets, decision.agreed(), decision.debts(), null, notices);
    }

    private UUID defaultOwner() {
        return table.bound().settings().defaultOwner();
    }

    Parking parking(PageRecord record, CrmRefused refused) {
        boolean create = record.decision().action() == Decision.Action.CREATE;
        if (create && refused.hasCode(SAME_KEY) && !wasReadByKey(record)) {
            return Parking.transientFailure("A record with this key is in the CRM already; the next try reads it"
                    + " first.");
        }
        if (refused.hasCode(STALE)) {
            return Parking.transientFailure("The record was changed in the CRM while it was being written; the next try"
                    + " reads it again.");
        }
        if (refused.hasCode(STILL_IN_PRICE_LIST)) {
            return Parking.waitingForOthers("the product is retired once it is in no active price list or bundle; its price list items"
                    + " go first", "statecode");
        }
        if (refused.hasCode(PRODUCT_IS_RETIRED)) {
            return Parking.waitingForOthers("the product is retired; it gets its price list item once it is active again",
                    "productid");
        }
        String field = fieldOf(record, refused);
        boolean missing = refused.status() == 404 || refused.hasCode(MISSING) || refused.hasCode(MISSING_BY_KEY);
        if (missing && !create && field == null) {
            return new Parking(ParkingClass.PARTNER_DELETED, "The record in the CRM's " + table.table().collection()
                    + " that it is coupled to does not exist any more.", null, null, null, null, null);
        }
        if (refused.hasCode(SAME_ALTERNATE_KEY) || refused.hasCode(SAME_KEY)) {
            return Parking.refused("Another record in the CRM's " + table.table().collection()
                    + " has the same value where values must differ. " + refused.getMessage(), field,
                    erpValue(record, field));
        }
        return Parking.refused(refused.getMessage(), field, erpValue(record, field));
    }

    /** Then the key that is taken is another one than ours: of a column whose values must differ. */
    private static boolean wasReadByKey(PageRecord record) {
        return record.coupling() != null && record.coupling().state() == Coupling.State.RESERVED;
    }

    /** The attribute that the text names, by its name or by the key of the record referred to; null: none. */
    private String fieldOf(PageRecord record, CrmRefused refused) {
        for (Map.Entry<String, Object> value : record.decision().values().entrySet()) {
            if (value.getValue() instanceof UUID reference && names(refused, reference)) {
                return value.getKey();
            }
        }
        Set<String> attributes = record.decision().values().keySet();
        for (String attribute : attributes) {
            if (refused.getMessage().contains("'" + attribute + "'")) {
                return attribute;
            }
        }
        return attributes.stream().filter(attribute -> mentions(refused.getMessage(), attribute)).findFirst()
                .orElse(null);
    }

    private static boolean names(CrmRefused refused, Object key) {
        return key != null && refused.getMessage().toLowerCase(Locale.ROOT).contains(key.toString());
    }

    /** Whether the text has the word, not as a part of a longer one. */
    private static boolean mentions(String text, String word) {
        for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
            int after = at + word.length();
            boolean starts = at == 0 || !Character.isJavaIdentifierPart(text.charAt(at - 1));
            boolean ends = after == text.length() || !Character.isJavaIdentifierPart(text.charAt(after));
            if (starts && ends) {
                return true;
            }
        }
        return false;
    }

    private String erpValue(PageRecord record, String attribute) {
        for (FieldMapping field : table.bound().definition().fields()) {
            if (field.crm().equals(attribute) && record.source() != null) {
                Object value = field.constant() ? field.erp() : record.source().valueOf(Row.nameOf(field.erp()));
                return value == null ? null : value.toString();
            }
        }
        return null;
    }
}
