// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.xes;

import dev.eventsource.cli.input.SourceEvent;
import dev.eventsource.cli.input.SourceFile;
import dev.eventsource.cli.input.SourceReader;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.stream.XMLStreamConstants;
import org.jspecify.annotations.Nullable;

/** Reads a log in XES (IEEE 1849) as a stream: one event is in memory at a time, however long a trace is. */
public final class XesReader implements SourceReader {

    private final XesCursor cursor;
    private final XesAttributes attributes;
    private final String tenant;
    private final String category;
    private boolean inLog;
    private @Nullable XesTrace trace;

    /** Traces become streams of this tenant ("" for none) and category. */
    public XesReader(SourceFile file, String tenant, String category) {
        this.cursor = new XesCursor(file);
        this.attributes = new XesAttributes(cursor);
        this.tenant = tenant;
        this.category = category;
    }

    @Override
    public @Nullable SourceEvent next() {
        while (true) {
            int kind = cursor.next();
            if (kind == XMLStreamConstants.END_DOCUMENT) {
                return null;
            }
            if (kind == XMLStreamConstants.END_ELEMENT) {
                trace = null;
            } else if (trace != null) {
                long line = cursor.line();
                SourceEvent event = inTrace(trace, line);
                if (event != null) {
                    return event;
                }
            } else {
                outsideOfTraces();
            }
        }
    }

    private void outsideOfTraces() {
        if (!inLog) {
            if (!cursor.name().equals("log")) {
                throw cursor.malformed("no XES log: it begins with <" + cursor.name() + ">, not with <log>");
            }
            inLog = true;
        } else if (cursor.name().equals("trace")) {
            trace = new XesTrace(tenant, category);
            attributes.begin();
        } else {
            cursor.skip();
        }
    }

    private @Nullable SourceEvent inTrace(XesTrace current, long line) {
        boolean isEvent = cursor.name().equals("event");
        Map<String, XesAttribute> own = isEvent ? eventAttributes() : Map.of();
        try {
            if (isEvent) {
                return new SourceEvent(current.stream(), current.event(own), line);
            }
            current.add(attributes.read());
            return null;
        } catch (IllegalArgumentException e) {
            throw cursor.malformed(e.getMessage() + (isEvent ? " (the event begins in line " + line + ")" : ""));
        }
    }

    private Map<String, XesAttribute> eventAttributes() {
        attributes.begin();
        Map<String, XesAttribute> own = new LinkedHashMap<>();
        while (cursor.next() == XMLStreamConstants.START_ELEMENT) {
            XesAttribute attribute = attributes.read();
            if (own.putIfAbsent(attribute.key(), attribute) != null) {
                throw cursor.malformed("the event has the attribute '" + attribute.key() + "' twice");
            }
        }
        return own;
    }
}
