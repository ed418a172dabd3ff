// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.store.DocumentQuery;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Documents and queries out of few names and values, so that they meet: unlike types in one field, numbers that are equal
 * or nearly so, texts in which orders differ, names that careless code takes for syntax.
 */
final class RandomDocuments {

    private static final List<String> NAMES = List.of(
            "amount",
            "state",
            "address",
            "0",
            "[0]",
            "$",
            "$[0]",
            "it's",
            "a\"b",
            "back\\slash",
            "100%",
            "a b",
            "#-1",
            "*",
            "?",
            "\u00e9\u4e00",
            "\ud83d\ude00",
            "content",
            "type");

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "open",
            "Open",
            "opened",
            "9",
            "10",
            "true",
            "null",
            "0",
            "a\u0301",
            "\u00e1",
            "\ue000",
            "\uffff",
            "\ud83d\ude00",
            "'; drop table es_document; --",
            "%",
            "line\nbreak\u0001\u007f",
            "\"quoted\\\"",
            "[1]",
            "{}");

    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "-0.0",
            "1",
            "1.0",
            "1e0",
            "10E-1",
            "-1",
            "2",
            "10",
            "9",
            "0.1",
            "0.10000000000000001",
            "0.30000000000000004",
            "0.3",
            "9007199254740992",
            "9007199254740993",
            "9007199254740992.0",
            "9007199254740994e0",
            "9223372036854775807",
            "9223372036854775806",
            "9223372036854775808",
            "9223372036854775807.0",
            "-9223372036854775808",
            "-9223372036854775809",
            "-9223372036854777856",
            "1e19",
            "1e300",
            "1.7976931348623157e308",
            "-1.7976931348623157E+308",
            "5e-324",
            "123456789012345678901234567890");

    private final Random random;

    RandomDocuments(Random random) {
        this.random = random;
    }

    /** Puts so many documents, of which some are softly deleted. */
    void fill(Folder folder, int documents) {
        for (int i = 0; i < documents; i++) {
            String key =
                    one(TEXTS).replaceAll("\\p{Cntrl}", "") + i % 7 + one(List.of("", "\ue000", "\ud83d\ude00", "z"));
            folder.put(key, object(2));
            if (random.nextInt(6) == 0) {
                folder.documents().softDelete(folder.collection(), key, ExpectedVersion.any());
            }
        }
    }

    DocumentQuery query() {
        DocumentQuery query = DocumentQuery.all();
        for (int i = random.nextInt(4); i > 0; i--) {
            query = condition(query, field());
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            query = random.nextBoolean() ? query.orderBy(field()) : query.orderByDescending(field());
        }
        query = random.nextBoolean() ? query.includingDeleted() : query;
        return query.limit(random.nextInt(3) == 0 ? 1 + random.nextInt(10) : 1000)
                .offset(random.nextInt(3) == 0 ? random.nextInt(5) : 0);
    }

    private DocumentQuery condition(DocumentQuery query, String field) {
        return switch (random.nextInt(10)) {
            case 0, 1 -> query.eq(field, nullable());
            case 2 -> query.ne(field, nullable());
            case 3 -> query.gt(field, value());
            case 4 -> query.gte(field, value());
            case 5 -> query.lt(field, value());
            case 6 -> query.lte(field, value());
            case 7, 8 -> query.in(field, values());
            default -> query.notIn(field, values());
        };
    }

    private List<@Nullable Object> values() {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            values.add(nullable());
        }
        return Collections.unmodifiableList(values);
    }

    private @Nullable Object nullable() {
        return random.nextInt(5) == 0 ? null : value();
    }

    private Object value() {
        return switch (random.nextInt(5)) {
            case 0 -> random.nextBoolean();
            case 1 -> one(TEXTS);
            case 2 -> random.nextInt(3);
            case 3 -> new BigDecimal(one(NUMBERS)).doubleValue();
            default -> new BigDecimal(one(NUMBERS));
        };
    }

    /** Mostly one of few, so that conditions find something. */
    private String name() {
        return random.nextInt(3) == 0 ? one(NAMES) : NAMES.get(random.nextInt(3));
    }

    private String field() {
        return random.nextInt(3) == 0 ? name() + "." + name() : name();
    }

    private String object(int depth) {
        Set<String> names = new LinkedHashSet<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            names.add(name());
        }
        return names.stream()
                .map(name -> quoted(name) + one(List.of(":", " : ")) + json(depth))
                .collect(Collectors.joining(one(List.of(",", ", ")), "{", "}"));
    }

    private String json(int depth) {
        return switch (random.nextInt(depth > 0 ? 12 : 9)) {
            case 0 -> "null";
            case 1 -> "true";
            case 2 -> "false";
            case 3, 4, 5 -> one(NUMBERS);
            case 6, 7, 8 -> quoted(one(TEXTS));
            case 9 ->
                Stream.generate(() -> json(depth - 1))
                        .limit(random.nextInt(3))
                        .toList()
                        .toString();
            default -> object(depth - 1);
        };
    }

    /** As JSON, in one of many ways to write it. */
    private String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isSurrogate(c);
            if (c < ' ' || c == '"' || c == '\\' || (!pair && random.nextInt(8) == 0)) {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
