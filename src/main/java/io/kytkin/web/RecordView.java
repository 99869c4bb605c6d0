package io.kytkin.web;

import io.kytkin.mapping.AgreedValues;
import java.util.List;
import java.util.UUID;

/**
 * Everything about one record.
 *
 * @param explanation why it is, or is not, in the CRM, in one or two sentences
 * @param inErp       null when the ERP could not be asked
 * @param inErpFilter null when it could not be read
 * @param inCrm       null when the CRM could not be asked, or there is no partner to ask for
 * @param inCrmFilter null when it could not be read
 * @param waitsFor    the record it waits for and those that one waits for in turn, each with why it is not there
 * @param fields      in the mapping's order
 * @param lastJobs    the mapping's newest job in each direction
 * @param problems    what could not be read just now
 */
public record RecordView(String mapping, String erpKey, String erpId, UUID crmId, String explanation, Boolean inErp,
                         Boolean inErpFilter, Boolean inCrm, Boolean inCrmFilter, CouplingView coupling,
                         List<ParkedRecordView> parked, List<Parent> waitsFor, List<Field> fields,
                         List<JobView> lastJobs, List<String> problems) {

    /** A record of another mapping that has to be coupled first. */
    public record Parent(String mapping, String erpKey, String explanation) { }

    /**
     * One field on both sides, as text.
     *
     * @param erp    column or constant as written
     * @param agreed the values at the last success, or null
     */
    public record Field(String erp, String crm, String arrow, String erpValue, String crmValue,
                        AgreedValues.Pair agreed) { }
}
