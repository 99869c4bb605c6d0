package io.kytkin.mapping;

/** Which way records travel in a synch job; the name ends the name of the route that handles a page. */
public enum Direction {
    TO_CRM("to-crm", "toCrm"),
    TO_ERP("to-erp", "toErp");

    private final String routeEnding;
    private final String jsonName;

    Direction(String routeEnding, String jsonName) {
        this.routeEnding = routeEnding;
        this.jsonName = jsonName;
    }

    /** The route of a mapping that handles a page in this direction, for example {@code customer-to-crm}. */
    public String routeOf(String mapping) {
        return mapping + "-" + routeEnding;
    }

    public Direction opposite() {
        return this == TO_CRM ? TO_ERP : TO_CRM;
    }

    /** The name in REST, in the state database and on the screen. */
    public String jsonName() {
        return jsonName;
    }

    /**
     * Reads the name that REST and the state database use.
     *
     * @throws IllegalArgumentException when it is neither {@code toCrm} nor {@code toErp}
     */
    public static Direction of(String jsonName) {
        for (Direction direction : values()) {
            if (direction.jsonName.equals(jsonName)) {
                return direction;
            }
        }
        throw new IllegalArgumentException("'" + jsonName + "' is no direction; write toCrm or toErp");
    }
}
