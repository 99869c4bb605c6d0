/**
 * REST: what every call answers, as JSON. All addresses stand in {@code routes/rest-api.camel.yaml}; each calls a
 * method of one of the classes named {@code ...Answers} here. Design, section 7, is the contract; the OpenAPI document
 * is {@code openapi.json}.
 *
 * <p>The package knows neither side: what it must know of them reaches it through {@code mapping}'s interfaces.
 */
package io.kytkin.web;
