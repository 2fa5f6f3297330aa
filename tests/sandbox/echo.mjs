// A grammY bot of a few lines: echoes, answers a button, sends a file back.

import { Bot, InlineKeyboard, InputFile } from "grammy";

const bot = new Bot(process.env.TOKEN, { client: { apiRoot: process.env.API_ROOT } });

bot.on("callback_query:data", async (ctx) => {
  await ctx.answerCallbackQuery("好的");
  await ctx.editMessageText(`您选了：${ctx.callbackQuery.data}`);
});
bot.on("message:document", async (ctx) => {
  const file = await ctx.getFile();
  const url = `${process.env.API_ROOT}/file/bot${process.env.TOKEN}/${file.file_path}`;
  const body = new Uint8Array(await (await fetch(url)).arrayBuffer());
  await ctx.replyWithDocument(new InputFile(body, "回执.txt"), { caption: `${body.length} 字节` });
});
bot.on("message:text", (ctx) =>
  ctx.reply(`<b>收到</b>：${ctx.message.text}`, {
    parse_mode: "HTML",
    reply_parameters: { message_id: ctx.message.message_id },
    reply_markup: new InlineKeyboard().text("满意", "good"),
  }),
);
process.on("SIGTERM", () => bot.stop());
await bot.start();
