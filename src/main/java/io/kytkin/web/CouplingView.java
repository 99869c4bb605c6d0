package io.kytkin.web;

import io.kytkin.mapping.AgreedValues;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/**
 * A coupling as REST shows it.
 *
 * @param state              {@code reserved}, {@code coupled}, {@code broken} or {@code uncoupled}
 * @param lastSynchronizedAt the last success; null: none yet
 * @param agreedValues       by CRM attribute, in the form of each side
 * @param debts              CRM attributes that a second pass still has to write
 * @param crmUrl             opens the record in the CRM; null when this CRM has no forms
 */
public record CouplingView(UUID id, String mapping, String erpId, String erpKey, UUID crmId, String state,
                           Instant lastSynchronizedAt, String lastOutcome, Map<String, AgreedValues.Pair> agreedValues,
                           Collection<String> debts, String crmUrl) { }
