// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.examples.disbursement;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/**
 * The bank, elsewhere: {@code POST /payments?reference=R&operation=N} with an amount pays once for each reference, as its
 * ledger shows, and confirms by {@code POST}ing the receipt. It is a bank as banks are: it may be too slow, say that it is
 * busy, confirm twice, or die before or after it has paid.
 *
 * <p>Arguments: port, ledger, where to confirm.
 */
final class BankProcess {

    private static final Duration TOO_LONG = Duration.ofSeconds(1);

    private final Path ledger;
    private final URI confirmations;
    private final Random mood = new Random();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, String> receipts = new ConcurrentHashMap<>();

    private BankProcess(Path ledger, URI confirmations) throws IOException {
        this.ledger = ledger;
        this.confirmations = confirmations;
        for (Payment paid : Payment.all(ledger)) {
            receipts.put(paid.reference(), paid.receipt());
        }
    }

    public static void main(String[] arguments) throws Exception {
        BankProcess bank = new BankProcess(Path.of(arguments[1]), URI.create(arguments[2]));
        InetSocketAddress address =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        HttpServer server = HttpServer.create(address, 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/payments", bank::pay);
        server.start();
        System.out.println(server.getAddress().getPort());
        new CountDownLatch(1).await();
    }

    private void pay(HttpExchange exchange) throws IOException {
        Map<String, String> asked = Form.of(exchange.getRequestURI().getQuery());
        String amount = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int today = mood.nextInt(20);
        if (today < 2) {
            answer(exchange, 503);
            return;
        }
        dieIf(today == 2);
        String receipt = book(asked.get("reference"), amount);
        dieIf(today == 3);
        if (today == 4) {
            pause();
        }
        confirm(asked.get("operation"), receipt);
        if (today > 14) {
            confirm(asked.get("operation"), receipt);
        }
        answer(exchange, 202);
    }

    /** Once for a reference, and on the disk before anybody knows. */
    private synchronized String book(String reference, String amount) throws IOException {
        String receipt = receipts.get(reference);
        if (receipt == null) {
            receipt = "receipt-" + (receipts.size() + 1);
            Payment payment = new Payment(reference, amount, receipt);
            Files.writeString(
                    ledger,
                    payment + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND,
                    StandardOpenOption.SYNC);
            receipts.put(reference, receipt);
        }
        return receipt;
    }

    private void confirm(String operation, String receipt) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(confirmations + "?operation=" + operation))
                .POST(BodyPublishers.ofString("{\"receipt\":\"" + receipt + "\"}"))
                .build();
        try {
            client.send(request, BodyHandlers.discarding());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Like kill -9: nothing is cleaned up. */
    private static void dieIf(boolean today) {
        if (today) {
            Runtime.getRuntime().halt(1);
        }
    }

    private static void pause() {
        try {
            Thread.currentThread().join(TOO_LONG.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    /** A line of the ledger. */
    record Payment(String reference, String amount, String receipt) {

        static List<Payment> all(Path ledger) throws IOException {
            return Files.exists(ledger)
                    ? Files.readAllLines(ledger).stream().map(Payment::of).toList()
                    : List.of();
        }

        private static Payment of(String line) {
            String[] words = line.split(";", -1);
            return new Payment(words[0], words[1], words[2]);
        }

        @Override
        public String toString() {
            return reference + ";" + amount + ";" + receipt;
        }
    }
}
