/**
 * Rows and their history: compact rows in an H2 MVStore (memory, or a file when one is given), one writer at a time,
 * version numbers for etags and change tracking, and indexes that come into being when a query can use them.
 */
package io.kytkin.sandbox.store;
