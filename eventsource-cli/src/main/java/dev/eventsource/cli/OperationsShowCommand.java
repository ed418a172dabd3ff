// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.cli.console.Failure;
import dev.eventsource.cli.console.LineOutput;
import dev.eventsource.event.Payload;
import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationHistory;
import dev.eventsource.store.Storage;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code eventsource operations show}: an operation with its whole history. */
@SuppressWarnings("NullAway.Init")
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Show an operation with its attempts, steps, signals and decisions.")
final class OperationsShowCommand implements Callable<Integer> {

    @ParentCommand
    private OperationsCommand parent;

    @Mixin
    private StoreOption store;

    @Mixin
    private OperationTenant tenant;

    @Parameters(index = "0", paramLabel = "ID", description = "Which one.")
    private long id;

    @Option(names = "--payload", description = "Show what was handed over, and results and signals, too.")
    private boolean payload;

    @Option(names = "--json", description = "Print a JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        try (Storage opened = store.openExisting();
                LineOutput out = new LineOutput(parent.console().out())) {
            OperationHistory history = tenant.of(opened)
                    .find(id)
                    .orElseThrow(() -> new Failure("There is no operation " + id + ", or it was purged"));
            if (json) {
                out.line(OperationHistoryJson.of(history, payload));
            } else {
                print(history, out);
            }
        }
        return 0;
    }

    private void print(OperationHistory history, LineOutput out) {
        Operation operation = history.operation();
        out.line("Operation " + operation.id() + ", " + operation.type() + ": " + OperationLine.state(operation));
        if (!operation.tenant().isEmpty()) {
            out.line("  tenant      " + operation.tenant());
        }
        out.line("  reference   " + operation.reference());
        out.line("  submitted   " + operation.submittedAt() + " on " + operation.channel() + ", priority "
                + operation.priority());
        operation.key().ifPresent(key -> out.line("  key         " + key));
        operation.idempotencyId().ifPresent(given -> out.line("  idempotency " + given));
        operation.deadline().ifPresent(deadline -> out.line("  deadline    " + deadline));
        if (payload) {
            out.line("  payload     " + oneLine(operation.payload()));
        }
        if (!operation.status().error().isEmpty()) {
            out.line("  error       " + operation.status().error().replaceAll("\\s*\\R\\s*", " "));
        }
        history.attempts()
                .forEach(attempt -> out.line("  attempt " + attempt.number() + "   " + attempt.startedAt() + " by "
                        + attempt.worker() + ": "
                        + attempt.outcome().map(OperationHistoryJson::word).orElse("running")
                        + (attempt.error().isEmpty()
                                ? ""
                                : ", " + attempt.error().replaceAll("\\s*\\R\\s*", " "))));
        history.steps()
                .forEach(step -> out.line("  step        " + step.recordedAt() + " " + step.name()
                        + (step.compensated() ? ", compensated" : "")
                        + (payload ? ": " + oneLine(step.result()) : "")));
        history.signals()
                .forEach(signal -> out.line("  signal      " + signal.sentAt() + " " + signal.name()
                        + (payload ? ": " + oneLine(signal.payload()) : "")));
        history.decisions()
                .forEach(decided ->
                        out.line("  decision    " + decided.at() + " " + OperationHistoryJson.word(decided.decision())
                                + " by " + decided.by() + ": " + decided.why()));
    }

    private static String oneLine(Payload payload) {
        return payload.json().replace('\n', ' ').replace('\r', ' ').strip();
    }
}
