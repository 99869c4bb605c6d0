package io.kytkin.sandbox.store;

import io.kytkin.sandbox.schema.Column;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/**
 * All rows of the sandbox. One write request runs at a time and readers wait for it, so nobody sees half of one; a
 * write of a hundred rows takes about a millisecond. With a file, each write request is on disk before it is answered
 * (handed to the operating system, not forced to the platter).
 */
public final class Store implements AutoCloseable {
    private final MVStore file;
    private final boolean persistent;
    private final Map<Table, TableRows> tables = new HashMap<>();
    private final MVMap<String, String> facts;
    private final AtomicLong version = new AtomicLong();
    private final ReadWriteLock lock = new ReentrantReadWriteLock(true);

    /**
     * @param schema the tables
     * @param dataFile where rows survive a restart, or null for memory only
     * @throws IllegalStateException when the file is in use or is not a data file of the sandbox
     */
    public Store(Schema schema, Path dataFile) {
        MVStore.Builder builder = new MVStore.Builder().autoCommitDisabled();
        persistent = dataFile != null;
        try {
            file = persistent ? builder.fileName(dataFile.toString()).compress().open() : builder.open();
        } catch (RuntimeException e) {
            throw new IllegalStateException("The sandbox's data file " + dataFile + " can't be opened: "
                + e.getMessage() + " Is another sandbox using it?", e);
        }
        facts = file.openMap("facts");
        MVMap<String, String> columns = file.openMap("columns");
        for (Table table : schema.tables()) {
            tables.put(table, new TableRows(file, table, new RowCodec(table, columnNames(columns, table))));
        }
        long last = tables.values().stream().mapToLong(TableRows::lastVersion).max().orElse(0);
        version.set(Math.max(last, 1_000_000));
    }

    private static List<String> columnNames(MVMap<String, String> stored, Table table) {
        String known = stored.get(table.logicalName());
        List<String> names = new ArrayList<>(known == null ? List.of() : List.of(known.split(",")));
        for (Column column : table.columns()) {
            if (!names.contains(column.name())) {
                names.add(column.name());
            }
        }
        stored.put(table.logicalName(), String.join(",", names));
        return names;
    }

    /** The table's rows; only inside {@link #read} or {@link #write}. */
    public TableRows rows(Table table) {
        return tables.get(table);
    }

    /** Runs a read that sees no half-done write. */
    public <T> T read(Supplier<T> work) {
        lock.readLock().lock();
        try {
            return work.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Runs a write; an exception takes back all it did and comes out unchanged. */
    public <T> T write(Function<Transaction, T> work) {
        lock.writeLock().lock();
        Transaction transaction = new Transaction(this);
        boolean done = false;
        try {
            T result = work.apply(transaction);
            done = true;
            return result;
        } finally {
            try {
                if (!done) {
                    transaction.rollBackTo(0);
                } else if (persistent) {
                    file.commit();
                }
            } finally {
                lock.writeLock().unlock();
            }
        }
    }

    /** The version number of the latest change. */
    public long version() {
        return version.get();
    }

    long nextVersion() {
        return version.incrementAndGet();
    }

    /** Small things that are no rows, such as declared keys; guarded like rows. */
    public Map<String, String> facts() {
        return facts;
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            file.close();
        } finally {
            lock.writeLock().unlock();
        }
    }
}
