package io.kytkin.sandbox.service;

import io.kytkin.sandbox.rules.AlternateKeys;
import io.kytkin.sandbox.schema.AlternateKey;
import io.kytkin.sandbox.schema.Schema;
import io.kytkin.sandbox.schema.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.xml.namespace.QName;
import javax.xml.stream.XMLEventFactory;
import javax.xml.stream.XMLEventReader;
import javax.xml.stream.XMLEventWriter;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.events.Attribute;
import javax.xml.stream.events.StartElement;
import javax.xml.stream.events.XMLEvent;

/**
 * {@code $metadata} as the service gives it: the schema without what only the server knows (lengths and the Sandbox.V1
 * terms), the alternate keys that were really added, and other annotations only with {@code ?annotations=true}.
 */
final class MetadataDocument {
    private static final QName TERM = new QName("Term");
    private static final QName URI = new QName("Uri");
    private static final QName NAME = new QName("Name");
    private static final String KEYS = "OData.Community.Keys.V1.AlternateKeys";
    private static final Set<String> HIDDEN_ATTRIBUTES = Set.of("MaxLength");

    private final Schema schema;
    private final AlternateKeys keys;

    MetadataDocument(Schema schema, AlternateKeys keys) {
        this.schema = schema;
        this.keys = keys;
    }

    /**
     * The document.
     *
     * @param annotations whether other annotations than alternate keys are wanted
     * @param vocabularies absolute address of the folder whose documents define the terms used
     */
    String xml(boolean annotations, String vocabularies) {
        StringWriter text = new StringWriter(200_000);
        try (InputStream source = Schema.class.getResourceAsStream(Schema.RESOURCE)) {
            XMLEventReader reader = XMLInputFactory.newFactory().createXMLEventReader(source);
            XMLEventWriter writer = XMLOutputFactory.newFactory().createXMLEventWriter(text);
            copy(reader, writer, annotations, vocabularies);
            writer.close();
        } catch (XMLStreamException | IOException e) {
            throw new IllegalStateException("The sandbox's schema can't be read.", e);
        }
        return text.toString();
    }

    private void copy(XMLEventReader reader, XMLEventWriter writer, boolean annotations, String vocabularies)
        throws XMLStreamException {
        boolean hasKeys = schema.tables().stream().anyMatch(table -> !keys.of(table).isEmpty());
        XMLEventFactory events = XMLEventFactory.newFactory();
        String type = null;
        while (reader.hasNext()) {
            XMLEvent event = reader.nextEvent();
            if (event.isStartElement()) {
                StartElement element = event.asStartElement();
                if (isHidden(element, annotations, hasKeys)) {
                    skip(reader);
                    continue;
                }
                if (element.getName().getLocalPart().equals("EntityType")) {
                    type = element.getAttributeByName(NAME).getValue();
                }
                event = shown(events, element, vocabularies);
            } else if (event.isEndElement()
                && event.asEndElement().getName().getLocalPart().equals("EntityType")) {
                addKeys(writer, schema.table(type));
            } else if (event.getEventType() == XMLEvent.COMMENT || event.isStartDocument()) {
                continue;
            }
            writer.add(event);
        }
    }

    private static boolean isHidden(StartElement element, boolean annotations, boolean hasKeys) {
        String name = element.getName().getLocalPart();
        if (name.equals("Reference")) {
            return !annotations && !(hasKeys && element.getAttributeByName(URI).getValue().contains("Keys"));
        }
        if (name.equals("Schema")) {
            return element.getAttributeByName(new QName("Namespace")).getValue().equals("Sandbox.V1");
        }
        if (!name.equals("Annotation")) {
            return false;
        }
        String term = element.getAttributeByName(TERM).getValue();
        return term.startsWith("Sandbox.V1.") || term.equals(KEYS) || !annotations;
    }

    /** References lead to this server: a client that follows them must not depend on the internet. */
    private static XMLEvent shown(XMLEventFactory events, StartElement element, String vocabularies) {
        List<Attribute> attributes = new ArrayList<>();
        element.getAttributes().forEachRemaining(attribute -> {
            if (attribute.getName().equals(URI)) {
                String file = attribute.getValue().substring(attribute.getValue().lastIndexOf('/') + 1);
                attributes.add(events.createAttribute(URI, vocabularies + file));
            } else if (!HIDDEN_ATTRIBUTES.contains(attribute.getName().getLocalPart())) {
                attributes.add(attribute);
            }
        });
        return events.createStartElement(element.getName(), attributes.iterator(), element.getNamespaces());
    }

    private static void skip(XMLEventReader reader) throws XMLStreamException {
        for (int depth = 1; depth > 0;) {
            XMLEvent event = reader.nextEvent();
            depth += event.isStartElement() ? 1 : event.isEndElement() ? -1 : 0;
        }
    }

    private void addKeys(XMLEventWriter writer, Table table) throws XMLStreamException {
        if (table == null || keys.of(table).isEmpty()) {
            return;
        }
        StringBuilder xml = new StringBuilder("<Annotation xmlns=\"http://docs.oasis-open.org/odata/ns/edm\" Term=\""
            + KEYS + "\"><Collection>");
        for (AlternateKey key : keys.of(table)) {
            xml.append("<Record Type=\"OData.Community.Keys.V1.AlternateKey\"><PropertyValue Property=\"Key\">"
                + "<Collection>");
            for (String column : key.columns()) {
                xml.append("<Record Type=\"OData.Community.Keys.V1.PropertyRef\"><PropertyValue Property=\"Alias\""
                    + " String=\"").append(column).append("\"/><PropertyValue Property=\"Name\" PropertyPath=\"")
                    .append(column).append("\"/></Record>");
            }
            xml.append("</Collection></PropertyValue></Record>");
        }
        xml.append("</Collection></Annotation>");
        XMLEventReader reader = XMLInputFactory.newFactory().createXMLEventReader(new StringReader(xml.toString()));
        while (reader.hasNext()) {
            XMLEvent event = reader.nextEvent();
            if (!event.isStartDocument() && !event.isEndDocument()) {
                writer.add(event);
            }
        }
    }
}
