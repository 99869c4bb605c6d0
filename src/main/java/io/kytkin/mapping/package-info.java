/**
 * Table and field mappings: how they are written, what they refer to, and how a page of records is translated.
 *
 * <p>The package knows neither side. What it must know of them reaches it as {@link io.kytkin.mapping.Table},
 * {@link io.kytkin.mapping.Column} and {@link io.kytkin.mapping.Row}.
 */
package io.kytkin.mapping;
