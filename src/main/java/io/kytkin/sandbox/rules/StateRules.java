package io.kytkin.sandbox.rules;

import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.wire.CrmError;
import java.util.List;

/** States and statuses: a record begins in its first state, and only pairs that belong together are taken. */
final class StateRules {
    void onCreate(Change change, int firstState) {
        Row row = change.after();
        List<Integer> statuses = change.table().states().get(firstState);
        Integer state = (Integer) row.get("statecode");
        Integer status = (Integer) row.get("statuscode");
        if (state != null && state != firstState || status != null && !statuses.contains(status)) {
            throw invalid(change.table(), state == null ? firstState : state, status);
        }
        row.set("statecode", firstState);
        row.set("statuscode", status == null ? statuses.get(0) : status);
    }

    void onUpdate(Change change) {
        if (!change.gives("statecode") && !change.gives("statuscode")) {
            return;
        }
        Row row = change.after();
        Integer state = (Integer) row.get("statecode");
        List<Integer> statuses = change.table().states().get(state);
        if (statuses == null) {
            throw invalid(change.table(), state, (Integer) row.get("statuscode"));
        }
        boolean stateChanges = !state.equals(change.before().get("statecode"));
        if (!change.gives("statuscode") && stateChanges || row.get("statuscode") == null) {
            row.set("statuscode", statuses.get(0));
        }
        if (!statuses.contains(row.get("statuscode"))) {
            throw invalid(change.table(), state, (Integer) row.get("statuscode"));
        }
    }

    private static CrmError invalid(Table table, Integer state, Integer status) {
        return CrmError.rule("0x80048408", status + " is not a valid status code for state code " + state + " on "
            + table + ".");
    }
}
