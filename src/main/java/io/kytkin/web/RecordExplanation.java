package io.kytkin.web;

import io.kytkin.mapping.Coupling;
import io.kytkin.mapping.Direction;
import io.kytkin.mapping.MappingDefinition;
import io.kytkin.mapping.PageRecord;
import io.kytkin.mapping.ParkingClass;
import java.util.Objects;

/**
 * Says why a record is, or is not, in the CRM, so that nobody has to put it together from filters, couplings and
 * parked records.
 *
 * @param erp      the ERP's record; null when the ERP has none
 * @param erpAsked whether the ERP could be asked
 * @param crm      the partner as the CRM gave it; null when it was not or could not be asked
 * @param parked   the newest parked record, or null
 */
record RecordExplanation(MappingDefinition mapping, String erpKey, PageRecord erp, boolean erpAsked, Coupling coupling,
                         PageRecord crm, ParkedRecordView parked) {

    /** The answer in one or two sentences. */
    String text() {
        String record = mapping.name() + " '" + erpKey + "'";
        if (coupling != null && coupling.state() == Coupling.State.RESERVED) {
            return "A create of " + record + " was sent to the CRM and its answer is not known; the next run looks for "
                    + coupling.crmId() + " there before it sends anything." + held();
        }
        if (coupling != null && coupling.state() == Coupling.State.UNCOUPLED) {
            return "A person took " + record + " and " + mapping.crmTable() + " " + coupling.crmId() + " apart; neither is "
                    + "synchronized until a person couples it again, by POST /api/couplings.";
        }
        if (coupling != null) {
            return coupled(record) + held();
        }
        if (parked != null) {
            return record + " is not in the CRM: " + sentence(parked.reason()) + " " + release();
        }
        return notCoupled(record);
    }

    private String coupled(String record) {
        if (crm != null && crm.source() == null) {
            return record + " was in the CRM as " + mapping.crmTable() + " " + coupling.crmId()
                    + ", but that record no longer exists there.";
        }
        String place = record + " is in the CRM as " + mapping.crmTable() + " " + coupling.crmId();
        if (erpAsked && erp == null) {
            return place + ", but the ERP no longer has it.";
        }
        if (erp != null && !erp.inScope()) {
            return place + "; its changes no longer travel there, because " + outsideErpFilter() + ".";
        }
        if (crm != null && !crm.inScope() && mapping.goes(Direction.TO_ERP)) {
            return place + "; its changes there do not travel to the ERP, because the mapping's crmFilter leaves it out: "
                    + mapping.crmFilter() + ".";
        }
        return place + ".";
    }

    private String notCoupled(String record) {
        if (!erpAsked) {
            return record + " is not coupled; why not can't be said, because the ERP did not answer.";
        }
        if (!erp.inScope()) {
            return record + " is not in the CRM, because " + outsideErpFilter() + ".";
        }
        if (!mapping.goes(Direction.TO_CRM) || mapping.createInCrm() == MappingDefinition.Create.NEVER) {
            return record + " is not in the CRM, because its mapping creates nothing there; it is coupled when "
                    + (mapping.match().isEmpty() ? "a person couples it." : "exactly one record there matches it.");
        }
        if (mapping.createInCrm() == MappingDefinition.Create.FULL_SYNCHRONIZATION) {
            return record + " is not in the CRM yet, because its mapping creates records only in a full "
                    + "synchronization.";
        }
        return record + " is in scope but not in the CRM yet: no synch job has come to it.";
    }

    private String outsideErpFilter() {
        return "the mapping's erpFilter leaves it out: " + Objects.requireNonNullElse(mapping.erpFilter(), "(none)");
    }

    private String held() {
        return parked == null ? "" : " Its latest change is held back: " + sentence(parked.reason()) + " " + release();
    }

    private String release() {
        return switch (ParkingClass.of(parked.parkingClass())) {
            case TRANSIENT -> "It is tried again by itself"
                    + (parked.nextAttemptAt() == null ? "." : ", next at " + parked.nextAttemptAt() + ".");
            case DEPENDENCY -> parked.waitsFor() == null ? "It is released when what it refers to is coupled."
                    : parked.direction().equals(Direction.TO_ERP.jsonName()) ? "It is released when the CRM record "
                            + parked.waitsFor().erpKey() + ", to which it refers, is coupled with a "
                            + parked.waitsFor().mapping() + "."
                    : "It is released when " + parked.waitsFor().mapping() + " '" + parked.waitsFor().erpKey()
                            + "' is coupled.";
            case DATA -> "It is tried again when the record changes on either side, when the file of its mapping is "
                    + "edited, or at once by POST " + address("retry") + ".";
            case CONFLICT -> "A person has to decide whose values count, by POST " + address("resolution")
                    + "; it also ends when both sides come to hold the same.";
            case PARTNER_DELETED -> "A person has to decide.";
        };
    }

    private String address(String what) {
        return Address.of("parked-records", parked.id(), what);
    }

    private static String sentence(String reason) {
        return reason.matches("(?s).*[.!?]") ? reason : reason + ".";
    }
}
