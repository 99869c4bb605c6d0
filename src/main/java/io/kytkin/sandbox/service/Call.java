package io.kytkin.sandbox.service;

import io.kytkin.sandbox.schema.Table;
import io.kytkin.sandbox.store.Store;
import io.kytkin.sandbox.store.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * One operation being carried out: the request, who makes it, and the change set it belongs to, if any. Used by one
 * thread.
 */
final class Call {
    private final ApiRequest request;
    private final Preferences preferences;
    private final Format format;
    private final UUID caller;
    private final ChangeSet changeSet;
    private final List<Written> written;

    /** A record touched by a write that may still be rolled back. */
    record Written(Table table, Counters.Kind kind) {
    }

    /** The operations that succeed or fail together, and what they have made so far by {@code Content-ID}. */
    static final class ChangeSet {
        private final Transaction transaction;
        private final Map<String, String> urls = new HashMap<>();
        private final List<Written> written = new ArrayList<>();

        ChangeSet(Transaction transaction) {
            this.transaction = transaction;
        }

        void made(String contentId, String url) {
            urls.put(contentId, url);
        }

        String urlOf(String contentId) {
            return urls.get(contentId);
        }

        List<Written> written() {
            return written;
        }
    }

    Call(ApiRequest request, UUID caller, ChangeSet changeSet) {
        this.request = request;
        this.caller = caller;
        this.changeSet = changeSet;
        written = changeSet == null ? new ArrayList<>() : changeSet.written;
        preferences = new Preferences(request.headers().get("Prefer"));
        format = Format.of(request.header("Accept"));
    }

    ApiRequest request() {
        return request;
    }

    Preferences prefer() {
        return preferences;
    }

    Format format() {
        return format;
    }

    UUID caller() {
        return caller;
    }

    /** The address an earlier operation of the same change set has made, or null. */
    String madeBy(String contentId) {
        return changeSet == null ? null : changeSet.urls.get(contentId);
    }

    /** Notes a record touched; counted when the transaction is through. */
    void touched(Table table, Counters.Kind kind) {
        written.add(new Written(table, kind));
    }

    /** Runs a write as a transaction of its own, or as part of the change set's. */
    <T> T write(Store store, Counters counters, Function<Transaction, T> work) {
        if (changeSet != null) {
            return work.apply(changeSet.transaction);
        }
        T result = store.write(work);
        written.forEach(each -> counters.written(each.table(), each.kind()));
        return result;
    }
}
