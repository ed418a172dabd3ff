// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.store.OperationState;
import dev.eventsource.store.OperationStore.Filter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which operations. */
final class OperationSelection {

    @Option(names = "--state", paramLabel = "S", description = "Only those in this state: ${COMPLETION-CANDIDATES}.")
    private @Nullable OperationState state;

    @Option(names = "--channel", paramLabel = "C", description = "Only those on this channel.")
    private @Nullable String channel;

    @Option(names = "--type", paramLabel = "T", description = "Only those of this type.")
    private @Nullable String type;

    @Option(names = "--key", paramLabel = "K", description = "Only those of this key.")
    private @Nullable String key;

    @Option(names = "--unroutable", description = "Only those whose type no worker has known.")
    private boolean unroutable;

    @Option(names = "--after", paramLabel = "ID", description = "Only those behind this one.")
    private long after;

    Filter filter() {
        return new Filter(
                Optional.ofNullable(state),
                Optional.ofNullable(channel),
                Optional.ofNullable(type),
                Optional.ofNullable(key),
                unroutable,
                after);
    }
}
