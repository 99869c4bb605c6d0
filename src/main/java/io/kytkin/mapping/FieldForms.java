package io.kytkin.mapping;

import java.util.ArrayList;

/**
 * Tells whether the two sides' values of a two-way field differ by their form only, so that neither is an edit: blanks
 * around a text, decimals or characters that one side has no room for, a day against a time of that day. It is so where
 * the value of either side, made to fit the other, is what the other holds.
 */
final class FieldForms {
    private final ColumnFit erp;
    private final ColumnFit crm;

    FieldForms(BoundMapping bound, FieldMapping field) {
        boolean translated = field.constant() || field.coupled() != null || !field.options().isEmpty() || field.fromLcy();
        Column erpColumn = translated ? null : bound.erp().column(field.erp()).orElse(null);
        Column crmColumn = translated ? null : bound.crm().column(field.crm()).orElse(null);
        boolean known = erpColumn != null && crmColumn != null;
        this.erp = known ? new ColumnFit(erpColumn, "ERP", bound.settings().clock().getZone()) : null;
        this.crm = known ? new ColumnFit(crmColumn, "CRM", bound.settings().clock().getZone()) : null;
    }

    /** Whether a value is the same on both sides but for its form; codes and references are not: they are translated. */
    boolean isFree() {
        return erp != null;
    }

    boolean same(Object inErp, Object inCrm) {
        String erpForm = stripped(inErp);
        String crmForm = stripped(inCrm);
        if (erpForm == null || crmForm == null) {
            return erpForm == null && crmForm == null;
        }
        return isFree() && (erpForm.equals(crmForm) || erpForm.equals(stripped(erp.fit(inCrm, new ArrayList<>(0))))
                || crmForm.equals(stripped(crm.fit(inErp, new ArrayList<>(0)))));
    }

    private static String stripped(Object value) {
        String text = value instanceof Parking ? null : Values.text(value);
        return text == null || text.isBlank() ? null : text.strip();
    }
}
