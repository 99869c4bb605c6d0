/**
 * What the server does to a record beyond storing it: checks, defaults, computed columns and the rules of each table.
 * The rules and their codes are those of the table references of Dynamics 365 Sales.
 */
package io.kytkin.sandbox.rules;
