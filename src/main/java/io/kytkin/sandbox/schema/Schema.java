package io.kytkin.sandbox.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.olingo.client.api.ODataClient;
import org.apache.olingo.client.api.edm.xml.XMLMetadata;
import org.apache.olingo.client.core.ODataClientFactory;
import org.apache.olingo.commons.api.edm.Edm;
import org.apache.olingo.commons.api.edm.provider.CsdlSchema;
import org.apache.olingo.commons.api.format.ContentType;

/** All tables, as the CSDL resource names them, and the same CSDL as Olingo's model for parsing queries. */
public final class Schema {
    /** The namespace of every type on the wire. */
    public static final String NAMESPACE = "Microsoft.Dynamics.CRM";
    /** The abstract type behind an owner: users and teams. */
    public static final String PRINCIPAL = "principal";
    /** The resource the schema is read from. */
    public static final String RESOURCE = "/sandbox/schema.csdl.xml";

    private final Edm edm;
    private final Map<String, Table> byLogicalName = new LinkedHashMap<>();
    private final Map<String, Table> byEntitySet;
    private final Map<String, List<Incoming>> incoming = new TreeMap<>();

    /**
     * A lookup seen from its target.
     *
     * @param table the table that has the lookup
     * @param navigation the lookup's navigation property
     */
    public record Incoming(Table table, Navigation navigation) {
    }

    private Schema(Edm edm, Collection<Table> tables) {
        this.edm = edm;
        tables.forEach(table -> byLogicalName.put(table.logicalName(), table));
        byEntitySet = tables.stream().collect(Collectors.toMap(Table::entitySet, Function.identity()));
        for (Table target : tables) {
            List<Incoming> lookups = new ArrayList<>();
            for (Table table : tables) {
                table.navigationsTo(target).forEach(navigation -> lookups.add(new Incoming(table, navigation)));
            }
            incoming.put(target.logicalName(), lookups);
        }
    }

    /** Read by whoever needs it first; it never changes, so that all sandboxes of a process share it. */
    private static final class Standard {
        static final Schema SCHEMA = read();
    }

    /** The schema that comes with the sandbox. */
    public static Schema standard() {
        return Standard.SCHEMA;
    }

    private static Schema read() {
        ODataClient client = ODataClientFactory.getClient();
        try (InputStream source = Schema.class.getResourceAsStream(RESOURCE)) {
            XMLMetadata metadata = client.getDeserializer(ContentType.APPLICATION_XML).toMetadata(source);
            Map<String, CsdlSchema> schemas = metadata.getSchemaByNsOrAlias();
            Edm edm = client.getReader().readMetadata(schemas);
            return new Schema(edm, new SchemaReader(schemas.get(NAMESPACE)).tables());
        } catch (IOException e) {
            throw new UncheckedIOException("The sandbox's schema can't be read.", e);
        }
    }

    /** The model Olingo's parser needs. */
    public Edm edm() {
        return edm;
    }

    /** All tables in the order of the CSDL. */
    public Collection<Table> tables() {
        return byLogicalName.values();
    }

    /** The table of that logical name, or null. */
    public Table table(String logicalName) {
        return byLogicalName.get(logicalName);
    }

    /** The table behind that entity set, or null. */
    public Table ofEntitySet(String entitySet) {
        return byEntitySet.get(entitySet);
    }

    /** Every lookup that may point at rows of the table. */
    public List<Incoming> incoming(Table table) {
        return incoming.get(table.logicalName());
    }
}
