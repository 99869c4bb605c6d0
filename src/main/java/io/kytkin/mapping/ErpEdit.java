package io.kytkin.mapping;

import java.util.Map;

/**
 * Tells whether the ERP's values of a coupled record are other than those agreed. Only then the CRM's present values are
 * worth a request: the merge needs them, and the version they carry guards an edit made meanwhile (invariant 5).
 */
public final class ErpEdit {
    private ErpEdit() { }

    /** @param page with the couplings that its records refer to */
    public static boolean isIn(BoundMapping bound, Page page, PageRecord record) {
        return record.inScope() && record.source() != null && record.coupling() != null && record.coupling().isCoupled()
                && new CrmDraft(bound, page, record, record.coupling().agreed(), Map.of()).update(null).action()
                == Decision.Action.UPDATE;
    }
}
