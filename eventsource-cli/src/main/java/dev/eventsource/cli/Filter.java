// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.event.EventQuery;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which events a command is about. */
final class Filter {

    @Option(names = "--category", paramLabel = "C", description = "Only streams of this category; may be repeated.")
    private List<String> categories = List.of();

    @Option(names = "--type", paramLabel = "T", description = "Only events of this type; may be repeated.")
    private List<String> types = List.of();

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    EventQuery query() {
        return query(categories, types, spec);
    }

    /** What these options mean; none means all. */
    static EventQuery query(List<String> categories, List<String> types, @Nullable CommandSpec spec) {
        EventQuery query = EventQuery.all();
        try {
            if (!categories.isEmpty()) {
                query = query.inCategory(categories.stream().distinct().toArray(String[]::new));
            }
            return types.isEmpty()
                    ? query
                    : query.ofType(types.stream().distinct().toArray(String[]::new));
        } catch (IllegalArgumentException e) {
            if (spec == null) {
                throw e;
            }
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }
}
