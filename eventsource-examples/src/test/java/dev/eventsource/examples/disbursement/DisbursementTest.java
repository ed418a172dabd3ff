// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.disbursement;

import static dev.eventsource.testing.EventSourceAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import dev.eventsource.examples.disbursement.BankProcess.Payment;
import dev.eventsource.servers.ChildProcess;
import dev.eventsource.sqlite.SqliteStorage;
import dev.eventsource.store.OperationHistory;
import dev.eventsource.store.OperationState;
import dev.eventsource.store.OperationStore.Filter;
import dev.eventsource.store.Storage;
import dev.eventsource.workflow.OperationRunner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** However the bank behaves: each approved loan is paid once, and the ledger of the bank and our history agree. */
@Timeout(180)
class DisbursementTest {

    private static final int LOANS = 60;

    @TempDir
    Path folder;

    private final ExecutorService confirmationThreads = Executors.newCachedThreadPool();
    private Storage storage;
    private Disbursement disbursement;
    private HttpServer confirmations;
    private ChildProcess bank;
    private int port;
    private int deaths;

    @BeforeEach
    void openTheBank() throws IOException {
        storage = new SqliteStorage(folder.resolve("loans.db"));
        confirmations = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        confirmations.setExecutor(confirmationThreads);
        confirmations.createContext("/paid", exchange -> {
            long operation =
                    Long.parseLong(Form.of(exchange.getRequestURI().getQuery()).get("operation"));
            String receipt = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            disbursement.confirmed(operation, Payload.of(receipt));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        startBank();
        URI address = URI.create("http://127.0.0.1:" + port);
        disbursement = new Disbursement(storage, new Bank(address, HttpClient.newHttpClient()));
        confirmations.start();
    }

    private void startBank() throws IOException {
        URI paid = URI.create("http://127.0.0.1:" + confirmations.getAddress().getPort() + "/paid");
        bank = ChildProcess.run(BankProcess.class, port, folder.resolve("ledger"), paid);
        port = Integer.parseInt(bank.output().readLine());
    }

    @AfterEach
    void closeTheBank() {
        bank.close();
        confirmations.stop(0);
        confirmationThreads.shutdownNow();
        storage.close();
    }

    @Test
    void the_ledger_of_the_bank_and_our_history_agree() throws Exception {
        List<Long> operations = IntStream.rangeClosed(1, LOANS)
                .mapToObj(loan -> disbursement.approve(loan(loan), 1_000 + loan))
                .toList();

        try (OperationRunner runner = OperationRunner.start(storage, disbursement.router())) {
            await().atMost(Duration.ofMinutes(2)).until(() -> {
                if (deaths == 0 && done() > LOANS / 4) {
                    bank.kill();
                }
                if (!bank.process().isAlive()) {
                    deaths++;
                    startBank();
                }
                return done() == LOANS;
            });
            assertThat(runner.stop(Duration.ofSeconds(5))).isEmpty();
        }

        Map<String, Payment> ledger = Payment.all(folder.resolve("ledger")).stream()
                .collect(Collectors.toMap(Payment::reference, Function.identity()));
        assertThat(ledger).hasSize(LOANS);
        for (int loan = 1; loan <= LOANS; loan++) {
            OperationHistory history =
                    storage.operations().find(operations.get(loan - 1)).orElseThrow();
            Payment paid = ledger.get(history.operation().reference().toString());
            assertThat(paid.amount()).isEqualTo("{\"amount\":" + (1_000 + loan) + "}");
            assertThat(history.operation().state()).isEqualTo(OperationState.SUCCEEDED);
            assertThat(history.signals())
                    .singleElement()
                    .satisfies(signal -> assertThat(signal.payload()).isEqualTo(receipt(paid)));
            List<RecordedEvent> events = storage.events().read(loan(loan), 0, 10);
            assertThat(events)
                    .extracting(event -> event.event().type())
                    .containsExactly("LoanApproved", "LoanDisbursed");
            assertThat(events.get(1).event().payload()).isEqualTo(receipt(paid));
        }
        assertThat(deaths).as("times the bank died").isPositive();
    }

    private int done() {
        return storage.operations()
                .list(Filter.ALL.in(OperationState.SUCCEEDED), LOANS)
                .size();
    }

    private static Payload receipt(Payment paid) {
        return Payload.of("{\"receipt\":\"" + paid.receipt() + "\"}");
    }

    private static StreamId loan(int number) {
        return StreamId.of("loan", Integer.toString(number));
    }
}
