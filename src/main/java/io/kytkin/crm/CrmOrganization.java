package io.kytkin.crm;

import java.util.UUID;

/**
 * The organization that the CRM's address leads to, as the application sees it.
 *
 * @param id                  remembered with the state: couplings of one organization are worth nothing in another
 * @param user                the application's user
 * @param version             of the service
 * @param baseCurrency        the key of the base currency's row, or null when the role may not read it
 * @param baseCurrencyCode    its ISO code, or null
 * @param recommendedParallel requests at once that the CRM recommends; 0: it does not say
 */
public record CrmOrganization(UUID id, String name, UUID user, String version, UUID baseCurrency,
                              String baseCurrencyCode, int recommendedParallel) { }
