/**
 * Query options: parsed by Olingo's server parser after Dataverse's own functions are taken out, evaluated over rows.
 */
package io.kytkin.sandbox.query;
