/**
 * The ERP: relational tables behind JDBC. Its tables are described, read in keyset pages and written in batches; what
 * differs between H2, PostgreSQL and SQL Server is in {@link io.kytkin.erp.Dialect}.
 *
 * <p>The package knows no table and no column by name: all names come from the mappings. A connection is held for one
 * page, never while the CRM answers.
 */
package io.kytkin.erp;
