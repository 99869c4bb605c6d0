/**
 * The CRM side: one client for the Dataverse Web API behind the component {@code olingo4}, what is known of its
 * tables, and the reading and writing of pages.
 *
 * <p>Every request passes {@link io.kytkin.crm.CrmClient}, and so the one {@link io.kytkin.crm.CrmGate}; nothing else
 * opens a connection to the CRM. The facts about the service that the package rests on are those of the OData 4.0
 * protocol and of Microsoft's Web API documentation; nothing is assumed of a table that its metadata can tell.
 */
package io.kytkin.crm;
