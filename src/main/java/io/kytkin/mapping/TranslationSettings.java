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
 */
public record TranslationSettings(String company, String localCurrency, UUID defaultOwner, Clock clock) { }
