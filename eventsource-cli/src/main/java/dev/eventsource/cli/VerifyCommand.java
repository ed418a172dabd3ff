// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.JsonObject;
import dev.eventsource.cli.console.LineOutput;
import dev.eventsource.cli.console.Progress;
import dev.eventsource.cli.console.Table;
import dev.eventsource.cli.inspect.LogVerifier;
import dev.eventsource.cli.inspect.Verification;
import dev.eventsource.store.Storage;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code eventsource verify}: does the log keep what it promises? */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Check the whole log; exit code 1 if anything is wrong.",
        footer = {
            "",
            "Positions and versions have no holes, ids are unique, the time of recording never goes back, every payload "
                    + "is JSON. A log of more than a million events is walked through once for each million."
        })
final class VerifyCommand implements Callable<Integer> {

    @ParentCommand
    private EventSourceCommand parent;

    @Mixin
    private StoreOption store;

    @Option(names = "--json", description = "Print the result as a JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        Verification verification;
        try (Storage storage = store.openExisting()) {
            LogVerifier verifier = new LogVerifier(storage.events());
            try (Progress progress = Progress.ofEvents(parent.console(), "Verifying", verifier.work())) {
                verification = verifier.run(progress::at);
            }
        }
        try (LineOutput out = new LineOutput(parent.console().out())) {
            if (json) {
                out.line(json(verification));
            } else {
                print(verification, out);
            }
        }
        return verification.ok() ? 0 : 1;
    }

    private static String json(Verification verification) {
        return new JsonObject()
                .put("verified", verification.ok())
                .put("events", verification.events())
                .put("streams", verification.streams())
                .put("wrong", verification.wrong())
                .putJson(
                        "findings",
                        verification.findings().stream()
                                .map(JsonObject::quote)
                                .collect(Collectors.joining(",", "[", "]")))
                .toString();
    }

    private static void print(Verification verification, LineOutput out) {
        String size =
                Table.count(verification.events(), "event") + " in " + Table.count(verification.streams(), "stream");
        if (verification.ok()) {
            out.line(size + ": everything is as it should be");
            return;
        }
        out.line(size + ": " + Table.count(verification.wrong(), "fault"));
        verification.findings().forEach(finding -> out.line("  " + finding));
        if (verification.wrong() > verification.findings().size()) {
            out.line("  …");
        }
    }
}
