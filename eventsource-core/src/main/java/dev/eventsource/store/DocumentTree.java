// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import dev.eventsource.event.Payload;
import dev.eventsource.event.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The content of a document as maps, lists and values: texts, Longs, Doubles, Booleans and null. Refuses what JSON
 * allows and databases read differently: a name twice in one object, and numbers beyond the range of a double.
 *
 * <p>How it works: by recursion, since a {@link Payload} has been checked to be JSON, and not to be nested too deep.
 */
final class DocumentTree {

    private final String json;
    private int at;

    private DocumentTree(String json) {
        this.json = json;
    }

    /** @throws IllegalArgumentException if the content is no object, or ambiguous as described above */
    static Map<String, @Nullable Object> of(Payload content) {
        DocumentTree tree = new DocumentTree(content.json());
        if (tree.peek() != '{') {
            throw new IllegalArgumentException("A document is a JSON object; put the value into a field of one");
        }
        return tree.object();
    }

    private @Nullable Object value() {
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> object() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        at++;
        while (peek() != '}') {
            String name = string();
            if (fields.containsKey(name)) {
                throw new IllegalArgumentException("The document has the field '" + Text.excerpt(name)
                        + "' twice in one object; databases do not agree which one counts");
            }
            peek();
            at++;
            fields.put(name, value());
            skipComma();
        }
        at++;
        return fields;
    }

    private List<@Nullable Object> array() {
        List<@Nullable Object> elements = new ArrayList<>();
        at++;
        while (peek() != ']') {
            elements.add(value());
            skipComma();
        }
        at++;
        return elements;
    }

    private void skipComma() {
        if (peek() == ',') {
            at++;
        }
    }

    private String string() {
        peek();
        StringBuilder text = new StringBuilder();
        for (at++; json.charAt(at) != '"'; at++) {
            text.append(json.charAt(at) == '\\' ? escaped() : json.charAt(at));
        }
        at++;
        return text.toString();
    }

    private char escaped() {
        char c = json.charAt(++at);
        return switch (c) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                at += 4;
                yield (char) Integer.parseInt(json, at - 3, at + 1, 16);
            }
            default -> c;
        };
    }

    private Object number() {
        int start = at;
        while (at < json.length() && "+-.eE0123456789".indexOf(json.charAt(at)) >= 0) {
            at++;
        }
        return DocumentNumber.of(json.substring(start, at));
    }

    private @Nullable Object word(String word, @Nullable Object value) {
        at += word.length();
        return value;
    }

    private char peek() {
        while (" \t\n\r".indexOf(json.charAt(at)) >= 0) {
            at++;
        }
        return json.charAt(at);
    }
}
