// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Texts that are allowed everywhere and that careless code spoils. */
final class HostileTexts {

    /** Mostly at the limit of 200 UTF-16 units, and random, so that nothing compresses them. */
    static final List<String> UP_TO_200 = upTo200();

    private HostileTexts() {}

    private static List<String> upTo200() {
        Random random = new Random(173688);
        List<String> texts = new ArrayList<>(List.of(
                "'; drop table es_event; --",
                "\"double\" 'single' `back` \\ \\\\ \\n \\u0041 ${x} #{x} %s %1$s ? :name $1 @x",
                "% _ [a-z] * ? ^ \\% LIKE",
                " leading and trailing ",
                " ",
                "-",
                ":",
                "a:b-c-d",
                "null",
                "NaN",
                "\u00e9 e\u0301",
                "\u00df\u0130\u0131\u01c5\ufb01",
                "\u202eright to left\u202c \u05d0\u0628",
                "\u200b\u200d\ufeff\u00a0\u2028\u2029\u00ad",
                "\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67\u200d\ud83d\udc66 \ud83c\uddf3\ud83c\uddf1",
                "\ufffe\uffff\ufffd\ue000\ud83f\udfff\udbff\udfff",
                "{\"json\":[1,null]}",
                "<xml attr='x'>&amp;</xml><![CDATA[",
                "../../etc/passwd",
                "x".repeat(200),
                "\udbff\udfff".repeat(100)));
        texts.add(randomText(random, 0x4e00, 0x9fa5, 200));
        texts.add(randomText(random, 0x1f300, 0x1f64f, 100));
        texts.add(randomText(random, 0xe000, 0xfffd, 200));
        texts.add(randomText(random, 0x20000, 0x2a6d6, 100));
        return List.copyOf(texts);
    }

    /** Random code points out of a range without surrogates and control characters. */
    static String randomText(Random random, int from, int to, int codePoints) {
        StringBuilder text = new StringBuilder();
        random.ints(codePoints, from, to + 1).forEach(text::appendCodePoint);
        return text.toString();
    }

    /** Texts that no text of an event may be, whatever its length. */
    static Stream<String> refused() {
        return Stream.of(
                "a\u0000b", "a\u0001", "a\nb", "a\tb", "\u007f", "\u0085", "a\ud800", "\udc00a", "\ud800\ud800");
    }
}
