// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.Failure;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.store.SubscriptionState;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A subscription as it is named on the command line: {@code NAME@VERSION}, or {@code NAME} for its active version.
 *
 * @param version empty for the active one
 */
record SubscriptionName(String name, OptionalInt version) {

    /** What is stored of it; a failure that names those that exist if there is none. */
    SubscriptionState in(Storage storage) {
        List<SubscriptionState> all = storage.checkpoints().all();
        return all.stream()
                .filter(state -> state.id().name().equals(name)
                        && (version.isEmpty() ? state.active() : state.id().version() == version.getAsInt()))
                .findFirst()
                .orElseThrow(() -> new Failure("There is no subscription " + this + "; "
                        + (all.isEmpty()
                                ? "this store has none"
                                : "there is "
                                        + all.stream()
                                                .map(state -> state.id().toString())
                                                .collect(Collectors.joining(", ")))));
    }

    @Override
    public String toString() {
        return version.isEmpty() ? name : name + "@" + version.getAsInt();
    }

    /** Reads {@code NAME[@VERSION]}. */
    static class Converter implements ITypeConverter<SubscriptionName> {

        @Override
        public SubscriptionName convert(String text) {
            int at = text.lastIndexOf('@');
            try {
                if (at < 0) {
                    return new SubscriptionName(SubscriptionId.of(text).name(), OptionalInt.empty());
                }
                SubscriptionId id = new SubscriptionId(text.substring(0, at), Integer.parseInt(text.substring(at + 1)));
                return new SubscriptionName(id.name(), OptionalInt.of(id.version()));
            } catch (NumberFormatException e) {
                throw new TypeConversionException("a subscription is NAME or NAME@VERSION, not '" + text + "'");
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    /** Reads {@code NAME@VERSION}, where leaving the version to chance would be unwise. */
    static final class WithVersion extends Converter {

        @Override
        public SubscriptionName convert(String text) {
            SubscriptionName read = super.convert(text);
            if (read.version().isEmpty()) {
                throw new TypeConversionException("say which version, like " + text + "@2");
            }
            return read;
        }
    }
}
