/**
 * The tables of the sandbox CRM, read once from {@code sandbox/schema.csdl.xml}: the CSDL a client sees, and in
 * {@code Sandbox.V1} terms what only the server knows (lengths, options, ranges, required levels, delete behaviour).
 */
package io.kytkin.sandbox.schema;
