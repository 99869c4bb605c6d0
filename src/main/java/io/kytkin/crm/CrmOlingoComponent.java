package io.kytkin.crm;

import java.util.Map;
import org.apache.camel.component.olingo4.Olingo4AppWrapper;
import org.apache.camel.component.olingo4.Olingo4Component;
import org.apache.camel.component.olingo4.Olingo4Configuration;
import org.apache.olingo.commons.api.edm.Edm;

/**
 * The component {@code olingo4:} over Kytkin's own client. Camel's stock one reads the whole {@code $metadata} and each
 * row before it changes it, refuses alternate keys, loses the status and Retry-After of a 429, and loses a batch in
 * which one operation failed; this one sends one request a call. See {@link CrmOlingoApp} for what routes can say.
 */
public final class CrmOlingoComponent extends Olingo4Component {
    private final CrmClient client;

    public CrmOlingoComponent(CrmClient client) {
        this.client = client;
    }

    /** All endpoints share the one client; the service address comes from the settings, never from an endpoint. */
    @Override
    public Olingo4AppWrapper createApiProxy(Olingo4Configuration configuration) {
        return new Olingo4AppWrapper(new CrmOlingoApp(client)) {
            @Override
            public Edm getEdm(Map<String, String> headers) {
                return null;
            }
        };
    }

    @Override
    public void closeApiProxy(Olingo4AppWrapper proxy) {
        // The client outlives the endpoints; whoever made it closes it.
    }
}
