// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.xes;

import dev.eventsource.cli.input.MalformedInputException;
import dev.eventsource.cli.input.SourceFile;
import java.io.IOException;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Walks through the tags of an XML file. Document type definitions are refused, whatever is in them: with them go
 * external entities and entities that expand to gigabytes.
 */
final class XesCursor {

    private static final int DEEPEST = 100;
    private static final List<String> UNNEEDED_LIMITS = List.of(
            "jdk.xml.maxGeneralEntitySizeLimit",
            "jdk.xml.totalEntitySizeLimit",
            "jdk.xml.entityExpansionLimit",
            "jdk.xml.maxElementDepth");

    private final SourceFile file;
    private final XMLStreamReader xml;
    private int depth;

    XesCursor(SourceFile file) {
        this.file = file;
        try {
            this.xml = factory().createXMLStreamReader(XmlText.of(file.input()));
        } catch (IOException e) {
            throw MalformedInputException.reading(file.name(), 1, e);
        } catch (XMLStreamException e) {
            throw malformed(e);
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, true);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("external entities are refused");
        });
        // Without type definitions there are no entities to bound, but the parser counts "&amp;" among them, over the
        // whole file, which therefore has limits of its own. The depth is bounded here, on every JDK alike.
        for (String limit : UNNEEDED_LIMITS) {
            if (factory.isPropertySupported(limit)) {
                factory.setProperty(limit, "0");
            }
        }
        return factory;
    }

    /** Goes to the next start tag ({@code START_ELEMENT}), end tag ({@code END_ELEMENT}) or the end of the file. */
    int next() {
        try {
            while (xml.hasNext()) {
                int kind = xml.next();
                file.nextItem();
                switch (kind) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        if (++depth > DEEPEST) {
                            throw malformed("tags are nested more than " + DEEPEST + " deep");
                        }
                        return kind;
                    }
                    case XMLStreamConstants.END_ELEMENT -> {
                        depth--;
                        return kind;
                    }
                    case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                        throw malformed("document type definitions and entities are refused");
                    default -> {}
                }
            }
            return XMLStreamConstants.END_DOCUMENT;
        } catch (XMLStreamException e) {
            throw malformed(e);
        }
    }

    /** Goes to the end tag of the element whose start tag was read last. */
    void skip() {
        int outside = depth - 1;
        while (depth > outside) {
            next();
        }
    }

    /** The name of the tag. */
    String name() {
        return xml.getLocalName();
    }

    /** An attribute of the start tag. */
    @Nullable
    String attribute(String name) {
        return xml.getAttributeValue(null, name);
    }

    /** Where the cursor stands. */
    long line() {
        return Math.max(1, xml.getLocation().getLineNumber());
    }

    MalformedInputException malformed(String reason) {
        return file.malformed(line(), reason);
    }

    private MalformedInputException malformed(XMLStreamException e) {
        long line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNumber());
        Throwable nested = e.getNestedException() == null ? e.getCause() : e.getNestedException();
        if (nested instanceof IOException io) {
            return MalformedInputException.reading(file.name(), line, io);
        }
        String message = String.valueOf(e.getMessage());
        int reason = message.indexOf("Message: ");
        return new MalformedInputException(
                file.name(),
                line,
                "not well-formed XML: "
                        + (reason < 0 ? message : message.substring(reason + 9))
                                .strip()
                                .replace('\n', ' '),
                e);
    }
}
