package io.kytkin.sandbox.service;

import io.kytkin.sandbox.query.Literals;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.store.Row;
import io.kytkin.sandbox.store.Store;
import io.kytkin.sandbox.wire.CrmError;
import java.util.UUID;

/** In whose name a request acts: the token's user, or the one its headers name. Nobody acts as a disabled user. */
final class Callers {
    private final Table users;
    private final Store store;

    Callers(Schema schema, Store store) {
        users = schema.table("systemuser");
        this.store = store;
    }

    UUID of(ApiRequest request, UUID user) {
        return store.read(() -> {
            Row caller = find(request, user);
            if (caller == null) {
                throw new CrmError(403, "0x80072560", "The user is not a member of the organization.");
            }
            if (Boolean.TRUE.equals(caller.get("isdisabled"))) {
                throw new CrmError(403, "0x80040225", "The user " + caller.get("fullname") + " is disabled.");
            }
            return caller.id();
        });
    }

    private Row find(ApiRequest request, UUID user) {
        String id = request.header("MSCRMCallerID");
        String directoryId = request.header("CallerObjectId");
        if (id == null && directoryId == null) {
            return store.rows(users).find(user);
        }
        String named = id == null ? directoryId : id;
        if (!Literals.isIdentifier(named)) {
            throw CrmError.invalidArgument("The header naming the caller must hold an id, not '" + named + "'.");
        }
        return id != null ? store.rows(users).find(UUID.fromString(id)) : byDirectory(UUID.fromString(directoryId));
    }

    private Row byDirectory(UUID directoryId) {
        Row[] found = new Row[1];
        store.rows(users).scan(null, row -> {
            found[0] = directoryId.equals(row.get("azureactivedirectoryobjectid")) ? row : null;
            return found[0] == null;
        });
        return found[0];
    }
}
