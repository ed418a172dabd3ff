// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.Console;
import dev.eventsource.cli.console.Failure;
import dev.eventsource.cli.console.LineOutput;
import dev.eventsource.cli.console.Table;
import dev.eventsource.store.DeadLetter.State;
import dev.eventsource.store.Storage;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What both decisions on dead letters have in common: which, by whom, and how many there were. */
@SuppressWarnings("NullAway.Init")
final class LetterDecision {

    @Mixin
    private StoreOption store;

    @Mixin
    private TenantOption tenant;

    @Mixin
    private LetterSelection selection;

    @Option(names = "--all", description = "All open ones (of the subscription, if one is given).")
    private boolean all;

    @Option(names = "--by", paramLabel = "WHO", description = "Who decides (default: the user of this system).")
    private @Nullable String by;

    /** Decides, and says it. */
    int take(State state, Console console, IntFunction<String> words) {
        if (all == selection.isNarrow()) {
            throw selection.usage("Which ones? Give --position or --sequence, or else --all");
        }
        try (Storage opened = store.openExisting();
                LineOutput out = new LineOutput(console.out())) {
            Storage storage = tenant.of(opened);
            int decided = decide(storage, state);
            if (decided == 0 && !all) {
                throw new Failure("There is no such dead letter that is open");
            }
            out.line(words.apply(decided));
        }
        return 0;
    }

    private int decide(Storage storage, State state) {
        String who = by == null ? System.getProperty("user.name", "unknown") : by;
        try {
            return storage.deadLetters().decide(selection.filter(storage, true), state, who);
        } catch (IllegalArgumentException e) {
            throw selection.usage(String.valueOf(e.getMessage()));
        }
    }

    /** One of them or several. */
    static String count(int letters) {
        return Table.count(letters, "dead letter");
    }
}
