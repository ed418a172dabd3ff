// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.subscription;

import static java.util.stream.Collectors.toSet;

import dev.eventsource.event.EventQuery;
import dev.eventsource.event.EventQuery.Alternative;
import dev.eventsource.event.StreamId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what {@link QueryText} has written: what a subscription wants is known without its program. */
final class QueryTextReader {

    private final String text;
    private int at;

    private QueryTextReader(String text) {
        this.text = text;
    }

    /** The query; empty if these are other words. */
    static Optional<EventQuery> read(String text) {
        QueryTextReader reader = new QueryTextReader(text);
        try {
            EventQuery query = reader.query();
            return reader.at == text.length() ? Optional.of(query) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private EventQuery query() {
        List<Alternative> alternatives = new ArrayList<>();
        do {
            alternatives.add(alternative());
        } while (skip(QueryText.OR));
        return new EventQuery(alternatives);
    }

    private Alternative alternative() {
        if (skip(QueryText.ALL)) {
            return new Alternative(Set.of(), Set.of(), Set.of(), Set.of(), Set.of());
        }
        Set<String> types = names(QueryText.TYPE);
        Set<String> categories = names(QueryText.CATEGORY);
        Set<StreamId> streams =
                names(QueryText.STREAM).stream().map(StreamId::parse).collect(toSet());
        Set<String> tenants = names(QueryText.TENANT);
        Set<String> tags = names(QueryText.TAG);
        return new Alternative(tenants, categories, streams, types, tags);
    }

    /** The names behind such a word, or none if it does not stand here. */
    private Set<String> names(String word) {
        Set<String> names = new HashSet<>();
        if (skip(word + " ") || skip(" " + word + " ")) {
            do {
                names.add(name());
            } while (skip(", "));
        }
        return names;
    }

    private String name() {
        StringBuilder name = new StringBuilder();
        if (!skip("'")) {
            throw new IllegalArgumentException("There is no name at " + at);
        }
        while (true) {
            int quote = text.indexOf('\'', at);
            if (quote < 0) {
                throw new IllegalArgumentException("The name at " + at + " does not end");
            }
            name.append(text, at, quote);
            at = quote + 1;
            if (!skip("'")) {
                return name.toString();
            }
            name.append('\'');
        }
    }

    private boolean skip(String words) {
        boolean there = text.startsWith(words, at);
        at += there ? words.length() : 0;
        return there;
    }
}
