package io.kytkin.sandbox.store;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/** Ids as MVStore keys and values, ordered as unsigned numbers: the order pages of a table follow. */
final class IdentifierType extends BasicDataType<UUID> {
    static final IdentifierType INSTANCE = new IdentifierType();
    private static final int BYTES_IN_MEMORY = 32;

    private IdentifierType() {
    }

    @Override
    public int getMemory(UUID id) {
        return BYTES_IN_MEMORY;
    }

    @Override
    public boolean isMemoryEstimationAllowed() {
        return true;
    }

    @Override
    public int compare(UUID left, UUID right) {
        return order(left, right);
    }

    @Override
    public void write(WriteBuffer buffer, UUID id) {
        RowCodec.putIdentifier(buffer, id);
    }

    @Override
    public UUID read(ByteBuffer buffer) {
        return RowCodec.getIdentifier(buffer);
    }

    @Override
    public UUID[] createStorage(int size) {
        return new UUID[size];
    }

    static int order(UUID left, UUID right) {
        int high = Long.compareUnsigned(left.getMostSignificantBits(), right.getMostSignificantBits());
        return high != 0 ? high
            : Long.compareUnsigned(left.getLeastSignificantBits(), right.getLeastSignificantBits());
    }
}
