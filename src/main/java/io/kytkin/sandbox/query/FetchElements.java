package io.kytkin.sandbox.query;

import io.kytkin.sandbox.wire.CrmError;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** The elements of a FetchXML query. What is not understood is refused, lest rows come that were not asked for. */
final class FetchElements {
    private static final int MOST_ROWS = 5000;

    private FetchElements() {
    }

    static Element root(String xml) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            // A document type could pull in files of this machine.
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new InputSource(new StringReader(xml))).getDocumentElement();
        } catch (SAXException | IOException e) {
            throw CrmError.invalidArgument("Invalid XML in fetchXml: " + e.getMessage());
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    static List<Element> children(Element parent, String name) {
        return children(parent).stream().filter(child -> child.getTagName().equals(name)).toList();
    }

    /** Refuses children with other names. */
    static void allowChildren(Element parent, Set<String> names) {
        for (Element child : children(parent)) {
            if (!names.contains(child.getTagName())) {
                throw notSupported("The element <" + child.getTagName() + "> in <" + parent.getTagName() + ">");
            }
        }
    }

    /** Refuses attributes with other names. */
    static void allow(Element element, Set<String> names) {
        for (int at = 0; at < element.getAttributes().getLength(); at++) {
            String name = element.getAttributes().item(at).getNodeName();
            if (!names.contains(name)) {
                throw notSupported("The attribute '" + name + "' of <" + element.getTagName() + ">");
            }
        }
    }

    /** The values of a condition, in its attribute and its elements. */
    static List<String> values(Element condition) {
        allowChildren(condition, Set.of("value"));
        List<String> values = new ArrayList<>();
        if (condition.hasAttribute("value")) {
            values.add(condition.getAttribute("value"));
        }
        children(condition).forEach(child -> values.add(child.getTextContent().strip()));
        return values;
    }

    static boolean isTrue(Element element, String attribute) {
        return Set.of("true", "1").contains(element.getAttribute(attribute));
    }

    /** A whole number above zero; 0 when the attribute is not there. */
    static int number(Element element, String attribute) {
        if (!element.hasAttribute(attribute)) {
            return 0;
        }
        String text = element.getAttribute(attribute);
        if (!text.matches("[1-9]\\d{0,5}") || !attribute.equals("page") && Integer.parseInt(text) > MOST_ROWS) {
            throw CrmError.invalidArgument("'" + text + "' is no value for the attribute " + attribute
                + " of FetchXML.");
        }
        return Integer.parseInt(text);
    }

    static CrmError notSupported(String what) {
        return CrmError.notImplemented(what + " of FetchXML is not supported here.");
    }
}
