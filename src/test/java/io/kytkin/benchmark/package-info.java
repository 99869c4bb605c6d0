/** How fast Kytkin is, beside a raw client and beside its state database alone. Not part of the tests; see docs/benchmarks.md. */
package io.kytkin.benchmark;
