/**
 * What stands in for the two sides until real ones are connected, and in tests and benchmarks: the demo company, whose
 * ERP tables are plain SQL, a generator of companies of any size, and the embedded CRM.
 *
 * <p>The package knows nothing of the rest of the product, and only the start-up knows that it exists.
 */
package io.kytkin.sandbox;
