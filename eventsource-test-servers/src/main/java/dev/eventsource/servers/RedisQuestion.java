// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.servers;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.StringJoiner;

/** One command to a Redis in the server's own protocol, on a connection of its own. */
record RedisQuestion(List<String> words) {

    private static final int MILLIS = 2_000;

    RedisQuestion(String... words) {
        this(List.of(words));
    }

    /** The answer as text; the parts of an array are lines. */
    String askAt(Address server) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.host(), server.port()), MILLIS);
            socket.setSoTimeout(MILLIS);
            DataInputStream answers = new DataInputStream(socket.getInputStream());
            if (!server.password().isEmpty()) {
                String user = server.user().isEmpty() ? "default" : server.user();
                new RedisQuestion("AUTH", user, server.password()).send(socket);
                answer(answers);
            }
            send(socket);
            return answer(answers);
        }
    }

    private void send(Socket socket) throws IOException {
        StringBuilder request = new StringBuilder("*" + words.size() + "\r\n");
        for (String word : words) {
            int length = word.getBytes(StandardCharsets.UTF_8).length;
            request.append("$").append(length).append("\r\n").append(word).append("\r\n");
        }
        socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String answer(DataInputStream answers) throws IOException {
        String head = line(answers);
        String rest = head.substring(1);
        return switch (head.charAt(0)) {
            case '+', ':' -> rest;
            case '$' -> text(answers, Integer.parseInt(rest));
            case '*' -> lines(answers, Integer.parseInt(rest));
            default -> throw new IOException("Redis answered " + head);
        };
    }

    private static String text(DataInputStream answers, int length) throws IOException {
        if (length < 0) {
            return "";
        }
        String text = new String(answers.readNBytes(length), StandardCharsets.UTF_8);
        line(answers);
        return text;
    }

    private static String lines(DataInputStream answers, int count) throws IOException {
        StringJoiner lines = new StringJoiner("\n");
        for (int part = 0; part < count; part++) {
            lines.add(answer(answers));
        }
        return lines.toString();
    }

    private static String line(DataInputStream answers) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = answers.read(); next != '\r'; next = answers.read()) {
            if (next < 0) {
                throw new EOFException("Redis said no more than: " + line);
            }
            line.append((char) next);
        }
        answers.readByte();
        return line.toString();
    }
}
