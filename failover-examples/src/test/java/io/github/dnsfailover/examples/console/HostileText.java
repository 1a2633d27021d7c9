package io.github.dnsfailover.examples.console;

import java.util.List;
import java.util.Random;

/** Texts that do harm where they are taken for anything but text; the same ones for a seed. Confined to one thread. */
final class HostileText {

    private static final String HARM = "window.pwned=1";

    private static final List<String> SEEDS = List.of(
            "<script>" + HARM + "</script>",
            "</script><script>" + HARM + "</script>",
            "<img src=x onerror=" + HARM + ">",
            "\"><img src=x onerror=\"" + HARM + "\">",
            "'><svg onload=" + HARM + ">",
            "<svg><animate onbegin=" + HARM + " attributeName=x dur=1s>",
            "<iframe srcdoc=\"&lt;script&gt;parent." + HARM + "&lt;/script&gt;\"></iframe>",
            "<a href=\"javascript:" + HARM + "\" autofocus>here</a>",
            "javascript:" + HARM,
            "data:text/html,<script>" + HARM + "</script>",
            "<style>@import url(//127.0.0.1:1/x);*{display:none}</style>",
            "<link rel=stylesheet href=//127.0.0.1:1/x>",
            "<meta http-equiv=refresh content=\"0;url=//127.0.0.1:1/\">",
            "<base href=//127.0.0.1:1/>",
            "<form action=//127.0.0.1:1/><button autofocus onfocus=" + HARM + ">",
            "<details open ontoggle=" + HARM + ">",
            "<math><mtext></form><form><mglyph><style></math><img src onerror=" + HARM + ">",
            "<template><script>" + HARM + "</script></template>",
            "${" + HARM + "}",
            "{{constructor.constructor('" + HARM + "')()}}",
            "\";" + HARM + ";//",
            "');" + HARM + ";//",
            "\\\";" + HARM + ";//",
            "\\u003cscript\\u003e" + HARM + "\\u003c/script\\u003e",
            "&lt;script&gt;" + HARM + "&lt;/script&gt;",
            "%3Cscript%3E" + HARM + "%3C/script%3E",
            "\n\nevent: engine\ndata: {\"api\":1}\n\n",
            "\r\nSet-Cookie: a=b\r\n\r\n<script>" + HARM + "</script>",
            "\u2028" + HARM + "\u2029",
            "\u202e>tpircs<" + HARM,
            "\u0000<script>" + HARM + "</script>",
            "__proto__",
            "constructor",
            "{\"__proto__\":{\"mayAct\":true}}",
            "\ud83d\ude00<b>\ud83d</b>",
            "../../../../etc/passwd",
            "-->" + "<script>" + HARM + "</script><!--",
            "]]><script>" + HARM + "</script>");

    private static final List<String> AROUND =
            List.of("", " ", "\"", "'", "`", ">", "<", "/", "=", "&", "\t", "\u00a0", "a");

    private final Random random;

    HostileText(long seed) {
        this.random = new Random(seed);
    }

    private String around() {
        return AROUND.get(random.nextInt(AROUND.size()));
    }

    String next() {
        return around() + SEEDS.get(random.nextInt(SEEDS.size())) + around();
    }

    /** One that can be told from all others. */
    String next(String marked) {
        return marked + next();
    }
}
