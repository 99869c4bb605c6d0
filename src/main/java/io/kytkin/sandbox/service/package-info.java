/**
 * The Web API itself: addresses, requests and answers, batches, bulk actions, metadata tables, tokens and limits.
 * Nothing in here knows who calls; it follows the wire.
 */
package io.kytkin.sandbox.service;
