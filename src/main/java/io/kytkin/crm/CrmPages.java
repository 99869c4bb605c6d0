package io.kytkin.crm;

import io.kytkin.mapping.Bindings;
import io.kytkin.mapping.Page;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;

/**
 * The CRM's steps of a page, as routes call them around {@code olingo4:}. Each prepare-method sets the exchange
 * variables {@link #CALL} (what follows {@code olingo4:}; null when there is nothing to ask) and {@link #BODY}, and the
 * headers that the component takes options from; the method after the call reads {@link #ANSWER} and puts the page
 * back into the body, where a call that failed or was repeated left what it had sent.
 */
public final class CrmPages {
    /** Variable: the operation and resource, for example {@code read/accounts}. */
    public static final String CALL = "crmCall";
    /** Variable: what to send. */
    public static final String BODY = "crmBody";
    /** Variable: what came back. */
    public static final String ANSWER = "crmAnswer";
    private static final String READ = "kytkinCrmRead";
    private static final String WRITE = "kytkinCrmWrite";
    private static final String OPTIONS_HEADER = "CamelOlingo4.queryParams";
    private static final String HEADERS_HEADER = "CamelOlingo4.endpointHttpHeaders";
    private static final String ANSWER_HEADER = "CamelOlingo4.responseHttpHeaders";

    /** One call of the component, put into the exchange. */
    record Call(String call, Object body, Map<String, String> options, Map<String, String> headers) {
        static Call batch(Batch batch) {
            return new Call("batch", batch, Map.of(), Map.of());
        }

        static Call action(String resource, byte[] body) {
            return new Call("action/" + resource, body, Map.of(), Map.of());
        }

        static Call readAll(String resource, Map<String, String> options) {
            return new Call("read/" + resource, "", options, Map.of(CrmOlingoApp.ALL_PAGES, "true"));
        }
    }

    private final CrmClient client;
    private final MappedTables tables;

    public CrmPages(CrmClient client, Bindings bindings, CrmCatalogue catalogue) {
        this.client = client;
        this.tables = new MappedTables(bindings, catalogue);
    }

    /**
     * Asks for what a page must know of the CRM before it is translated, in one request: the records whose creation
     * was reserved, by their keys, and the records that may match those without a coupling. In a page on its way to the
     * ERP: the other CRM records with the same match values as one that has candidates.
     */
    public void prepareRead(Exchange exchange) {
        Page page = page(exchange);
        PageRead read = new PageRead(page, tables.of(page.mapping()), client);
        exchange.setProperty(READ, read);
        put(exchange, page, read.call());
    }

    /** Hands the answer of {@link #prepareRead}'s call to the records it belongs to. */
    public void read(Exchange exchange) {
        PageRead read = (PageRead) exchange.removeProperty(READ);
        exchange.getMessage().setBody(read.page());
        read.answered(exchange.getVariable(ANSWER));
        put(exchange, read.page(), null);
    }

    /** The first request that writes the page's records. */
    public void prepareWrite(Exchange exchange) {
        Page page = page(exchange);
        PageWrite write = new PageWrite(page, tables.of(page.mapping()), client);
        exchange.setProperty(WRITE, write);
        put(exchange, page, write.next());
    }

    /**
     * Settles the records whose fate the answer, or the failure of the call, tells; then the next request, if one is
     * needed: operation by operation where a bulk action was refused, or with the default owner where the CRM does not
     * let a user own the record.
     */
    public void written(Exchange exchange) {
        PageWrite write = exchange.getProperty(WRITE, PageWrite.class);
        exchange.getMessage().setBody(write.page());
        Object answer = exchange.getVariable(ANSWER);
        if (answer != null) {
            write.answered(answer);
        } else {
            write.failed(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, CrmFailure.class));
        }
        Call next = write.next();
        if (next == null) {
            exchange.removeProperty(WRITE);
        }
        put(exchange, write.page(), next);
    }

    private static Page page(Exchange exchange) {
        return exchange.getMessage().getBody(Page.class);
    }

    private static void put(Exchange exchange, Page page, Call call) {
        exchange.removeVariable(ANSWER);
        exchange.removeProperty(Exchange.EXCEPTION_CAUGHT);
        exchange.getMessage().removeHeader(ANSWER_HEADER);
        if (call == null) {
            exchange.removeVariable(CALL);
            exchange.removeVariable(BODY);
            exchange.getMessage().removeHeader(OPTIONS_HEADER);
            exchange.getMessage().removeHeader(HEADERS_HEADER);
            return;
        }
        exchange.setVariable(CALL, call.call());
        exchange.setVariable(BODY, call.body());
        Map<String, String> headers = new LinkedHashMap<>(call.headers());
        headers.put(CrmClient.JOB, page.origin().job().toString());
        exchange.getMessage().setHeader(HEADERS_HEADER, headers);
        if (call.options().isEmpty()) {
            exchange.getMessage().removeHeader(OPTIONS_HEADER);
        } else {
            exchange.getMessage().setHeader(OPTIONS_HEADER, new LinkedHashMap<>(call.options()));
        }
    }
}
