package io.kytkin.mapping;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * The key of a record that Kytkin creates: a name-based UUID (RFC 9562, version 5) of what never changes about the record
 * of the other side, so that even a lost state database makes no duplicate (design, invariant 1).
 */
public final class DerivedKey {
    private static final UUID NAMESPACE = UUID.fromString("5b0f6c3e-7d3f-4c0e-9a55-6b7974006b69");
    /** A hash that has taken in the namespace already; copied for each key, because looking one up costs more than using it. */
    private static final MessageDigest BEGUN = begun();

    private DerivedKey() { }

    /** @param generation 0 at first; raised when a deleted partner is restored */
    public static UUID of(String company, String mapping, String erpId, int generation) {
        return named(company + '\0' + mapping + '\0' + erpId + '\0' + generation);
    }

    /**
     * The id of a record that Kytkin creates in the ERP: of what never changes about the CRM record. Whatever number it got,
     * the row that bears this id is the one that was created for that CRM record, and no other.
     */
    public static UUID ofErpRecord(String company, String mapping, UUID crmId, int generation) {
        return named(company + '\0' + mapping + '\0' + "from the CRM" + '\0' + crmId + '\0' + generation);
    }

    /** The id of a coupling in REST: the same as long as the ERP record is. */
    public static UUID ofCoupling(String mapping, String erpId) {
        return named(mapping + '\0' + erpId);
    }

    private static UUID named(String name) {
        try {
            MessageDigest sha1 = (MessageDigest) BEGUN.clone();
            ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
            long most = hash.getLong() & ~0xF000L | 0x5000L;
            long least = hash.getLong() & ~(0xC0L << 56) | (0x80L << 56);
            return new UUID(most, least);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("Java's own SHA-1 can be copied", e);
        }
    }

    private static MessageDigest begun() {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(ByteBuffer.allocate(16).putLong(NAMESPACE.getMostSignificantBits())
                    .putLong(NAMESPACE.getLeastSignificantBits()).array());
            return sha1;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
