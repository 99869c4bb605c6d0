package io.kytkin.mapping;

import java.time.Clock;
import java.util.UUID;

/**
 * What translation must know of the installation.
 *
 * @param company       the ERP company; part of derived CRM keys
 * @param localCurrency the code that a blank currency code stands for
 * @param defaultOwner  the CRM user that owns records of blank, unknown or refused salespeople; null: the caller
 * @param clock         in the company's time zone; {@code {today}} is its date
 * @param crmUser       the CRM's user in whose name we write, by which our own writes are told; null: not known
 * @param clocks        how far the sides' clocks are from ours
 */
public record TranslationSettings(String company, String localCurrency, UUID defaultOwner, Clock clock, UUID crmUser,
                                  SideClocks clocks) {

    /** Without a user of our own in the CRM, and with clocks that agree. */
    public TranslationSettings(String company, String localCurrency, UUID defaultOwner, Clock clock) {
        this(company, localCurrency, defaultOwner, clock, null, new SideClocks());
    }
}
