package io.kytkin.sandbox;

/**
 * How many records to generate.
 *
 * @param prices      prices of price groups, over all items evenly; none without items
 * @param salespeople each owns an equal share of the customers; with none, nobody does
 * @param currencies  foreign ones, 10 at most; half of the customers use them, the others the local currency
 * @param contacts    people, each in the company of another customer; so no more than customers
 */
public record GeneratorSettings(int customers, int items, int prices, int salespeople, int currencies, int contacts) {
    static final int MOST_CURRENCIES = 10;

    /** @throws IllegalArgumentException with a plain reason, if a number is negative or does not fit the others */
    public GeneratorSettings {
        if (customers < 0 || items < 0 || prices < 0 || salespeople < 0 || currencies < 0 || contacts < 0) {
            throw new IllegalArgumentException("A number of records to generate cannot be below zero.");
        }
        if (prices > 0 && items == 0) {
            throw new IllegalArgumentException(prices + " prices need at least one item.");
        }
        if (currencies > MOST_CURRENCIES) {
            throw new IllegalArgumentException("At most " + MOST_CURRENCIES + " currencies can be generated, not "
                    + currencies + ".");
        }
        if (contacts > customers) {
            throw new IllegalArgumentException(contacts + " contacts need as many customers, not " + customers + ".");
        }
    }

    /** Without contacts. */
    public GeneratorSettings(int customers, int items, int prices, int salespeople, int currencies) {
        this(customers, items, prices, salespeople, currencies, 0);
    }

    /** Customers of 20 salespeople in 5 foreign currencies, and nothing else. */
    public static GeneratorSettings customers(int customers) {
        return new GeneratorSettings(customers, 0, 0, 20, 5);
    }
}
