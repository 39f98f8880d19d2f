package stockpot.server.api.client;

/** What the pages behind links in letters say, in the languages of the letters. */
record PageWords(
        String language,
        String confirmTitle,
        String confirmRegister,
        String confirmReset,
        String confirmAdd,
        String confirmButton,
        String confirmed,
        String goOn,
        String badLink,
        String badLinkTitle,
        String unsubscribeTitle,
        String unsubscribeAsk,
        String unsubscribeButton,
        String unsubscribed) {
    private static final PageWords EN =
            new PageWords(
                    "en",
                    "Confirm your address",
                    "A new account is to be made with this address:",
                    "A new password is to be set for the account with this address:",
                    "This address is to be added to an account:",
                    "Confirm",
                    "The address is confirmed. Go back to where you were; you may close this page.",
                    "Go on",
                    "This link has been used, is too old, or was not copied as a whole.",
                    "This link is not good",
                    "Unsubscribe",
                    "No more letters about messages that you missed are to go to:",
                    "Unsubscribe",
                    "No more such letters will be sent.");
    private static final PageWords DE =
            new PageWords(
                    "de",
                    "Adresse bestätigen",
                    "Mit dieser Adresse soll ein Konto angelegt werden:",
                    "Für das Konto mit dieser Adresse soll ein neues Passwort gesetzt werden:",
                    "Diese Adresse soll zu einem Konto gehören:",
                    "Bestätigen",
                    "Die Adresse ist bestätigt. Geh dorthin zurück, wo du warst; diese Seite kannst"
                            + " du schließen.",
                    "Weiter",
                    "Dieser Link wurde schon benutzt, ist zu alt oder nicht vollständig.",
                    "Dieser Link gilt nicht",
                    "Abbestellen",
                    "Keine Briefe über verpasste Nachrichten mehr an:",
                    "Abbestellen",
                    "Es kommen keine solchen Briefe mehr.");
    private static final PageWords ZH =
            new PageWords(
                    "zh",
                    "确认邮箱地址",
                    "将使用以下地址创建新账号:",
                    "将为使用以下地址的账号设置新密码:",
                    "以下地址将添加到一个账号:",
                    "确认",
                    "地址已确认。请返回之前的页面;您可以关闭此页。",
                    "继续",
                    "该链接已被使用、已过期或不完整。",
                    "链接无效",
                    "退订",
                    "以下地址将不再收到未读消息邮件:",
                    "退订",
                    "将不再发送此类邮件。");

    static PageWords of(String language) {
        return switch (language) {
            case "de" -> DE;
            case "zh" -> ZH;
            default -> EN;
        };
    }
}
