package io.kytkin.web;

import java.util.UUID;

/** Where a person opens a CRM record; the start-up knows the environment. */
@FunctionalInterface
public interface CrmAddresses {

    /** The address of the record's form in the CRM, for a browser; null when this CRM has no forms. */
    String of(String crmTable, UUID crmId);
}
