package io.kytkin.mapping;

/** The classes of parked records, by what releases them. */
public enum ParkingClass {
    /** Tried again by itself, later and later. */
    TRANSIENT("transient"),
    /** Released when its parent is coupled. */
    DEPENDENCY("dependency"),
    /** Tried again when the record changes on either side, or when a person says so. */
    DATA("data"),
    /** Both sides changed the same field; a person decides. */
    CONFLICT("conflict"),
    /** The record on the other side was deleted; the mapping's policy or a person decides. */
    PARTNER_DELETED("partnerDeleted");

    private final String jsonName;

    ParkingClass(String jsonName) {
        this.jsonName = jsonName;
    }

    public String jsonName() {
        return jsonName;
    }

    /** @throws IllegalArgumentException when there is no class of that name */
    public static ParkingClass of(String jsonName) {
        for (ParkingClass parkingClass : values()) {
            if (parkingClass.jsonName.equals(jsonName)) {
                return parkingClass;
            }
        }
        throw new IllegalArgumentException("'" + jsonName
                + "' is no class of parked records; write transient, dependency, data, conflict or partnerDeleted");
    }
}
