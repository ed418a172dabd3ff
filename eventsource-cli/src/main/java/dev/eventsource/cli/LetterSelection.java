// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.store.DeadLetter;
import dev.eventsource.store.DeadLetterQueue.Filter;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.store.SubscriptionState;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which dead letters a command is about. */
final class LetterSelection {

    private static final int PAGE = 500;

    @Option(
            names = "--subscription",
            paramLabel = "NAME[@VERSION]",
            converter = SubscriptionName.Converter.class,
            description = "Only those of this subscription; without a version of its active one.")
    private @Nullable SubscriptionName subscription;

    @Option(names = "--position", paramLabel = "N", description = "Only that of the event at this position.")
    private @Nullable Long position;

    @Option(names = "--sequence", paramLabel = "S", description = "Only those of this sequence, usually a stream.")
    private @Nullable String sequence;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    /** Is it narrowed down to an event or a sequence? */
    boolean isNarrow() {
        return position != null || sequence != null;
    }

    Filter filter(Storage storage, boolean open) {
        Filter filter = open ? Filter.OPEN : Filter.ALL;
        try {
            filter = position == null ? filter : filter.at(position);
            filter = sequence == null ? filter : filter.inSequence(sequence);
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
        return subscription == null
                ? filter
                : filter.of(subscription.in(storage).id());
    }

    /** Shows them in the order of subscriptions and positions; whether there are more than the limit. */
    boolean each(Storage storage, Filter filter, long limit, Consumer<DeadLetter> show) {
        long left = limit;
        List<SubscriptionId> ids = filter.subscription()
                .map(List::of)
                .orElseGet(() -> storage.checkpoints().all().stream()
                        .map(SubscriptionState::id)
                        .toList());
        for (SubscriptionId id : ids) {
            Filter rest = filter.of(id);
            List<DeadLetter> page;
            do {
                page = storage.deadLetters().list(rest, PAGE);
                for (DeadLetter letter : page) {
                    if (left-- == 0) {
                        return true;
                    }
                    show.accept(letter);
                    rest = rest.after(letter.position());
                }
            } while (page.size() == PAGE);
        }
        return false;
    }

    ParameterException usage(String message) {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec before a command runs");
        }
        return new ParameterException(spec.commandLine(), message);
    }
}
