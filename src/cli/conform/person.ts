import type { Bilingual } from '../output.ts';

/** What the kit asks to be done in the system under test, as its clerk would. */
export type Task =
  | { readonly do: 'accept' | 'finish' | 'confirm-recall' | 'answer-take-back'; readonly uid: string }
  | { readonly do: 'refuse'; readonly uid: string; readonly reason: string }
  | { readonly do: 'send'; readonly to: string; readonly subject: string; readonly file: string }
  | { readonly do: 'recall'; readonly subject: string };

/** What the kit cannot see from outside, asked of whoever looks at the screens of the system under test. */
export type Question =
  | { readonly is: 'shown-once'; readonly uid: string; readonly subject: string; readonly files?: readonly string[] }
  | { readonly is: 'not-shown'; readonly uid: string; readonly subject: string }
  | { readonly is: 'marked'; readonly uid: string; readonly subject: string; readonly as: 'recalled' | 'replaced' }
  | { readonly is: 'shows-details'; readonly uid: string; readonly dueDate: string }
  | { readonly is: 'word'; readonly subject: string; readonly word: OutgoingWord }
  | { readonly is: 'told-of-failure'; readonly subject: string };

/** Words of a sent document on the sender's screen; the first four are never used for one another. */
export type OutgoingWord = 'queued' | 'sent' | 'arrived' | 'accepted' | 'refused' | 'recalled';

/** Whoever works in the system under test: a person at the terminal, a file of answers, or a program. */
export interface Person {
  /** Takes a task on; the kit itself sees when it is done. */
  act(task: Task): Promise<void>;
  /** Yes, no, or null when nobody can say. `name` is the question's name in an answer file. */
  ask(question: Question, name: string): Promise<boolean | null>;
}

const WORDS: Readonly<Record<OutgoingWord, Bilingual>> = {
  queued: { vi: 'Chờ gửi', en: 'Queued' },
  sent: { vi: 'Đã gửi', en: 'Sent' },
  arrived: { vi: 'Đã đến', en: 'Arrived' },
  accepted: { vi: 'Đã tiếp nhận', en: 'Accepted' },
  refused: { vi: 'Từ chối nhận, kèm lý do', en: 'Refused, with the reason' },
  recalled: { vi: 'Đã thu hồi', en: 'Recalled' },
};

export function taskInWords(task: Task): Bilingual {
  switch (task.do) {
    case 'accept':
      return { vi: `Hãy tiếp nhận văn bản ${task.uid}.`, en: `Please accept (register) document ${task.uid}.` };
    case 'finish':
      return {
        vi: `Hãy chuyển xử lý rồi hoàn thành văn bản ${task.uid}.`,
        en: `Please pass document ${task.uid} on, then complete it.`,
      };
    case 'confirm-recall':
      return {
        vi: `Văn bản ${task.uid} bị thu hồi: hãy bấm "Hủy bỏ và thông báo cho bên gửi".`,
        en: `Document ${task.uid} is recalled: please cancel it and tell the sender.`,
      };
    case 'answer-take-back':
      return {
        vi: `Bên gửi xin lấy lại văn bản ${task.uid}: hãy đồng ý hoặc từ chối.`,
        en: `The sender asks to take document ${task.uid} back: please agree or refuse.`,
      };
    case 'refuse':
      return {
        vi: `Hãy từ chối nhận văn bản ${task.uid}, lý do: ${task.reason}`,
        en: `Please refuse document ${task.uid}, reason: ${task.reason}`,
      };
    case 'send':
      return {
        vi: `Hãy gửi một văn bản đến ${task.to}\n     trích yếu: ${task.subject}\n     tệp đính kèm: ${task.file}`,
        en: `Please send a document to ${task.to}\n     subject: ${task.subject}\n     attached file: ${task.file}`,
      };
    case 'recall':
      return {
        vi: `Hãy thu hồi (hoặc lấy lại) văn bản vừa gửi "${task.subject}".`,
        en: `Please recall (or take back) the document "${task.subject}" that was just sent.`,
      };
  }
}

export function questionInWords(question: Question): Bilingual {
  switch (question.is) {
    case 'shown-once': {
      const files = question.files?.join('\n       ');
      return {
        vi: `Văn bản ${question.uid} có đúng một lần trong Văn bản đến, trích yếu đúng từng chữ:\n       ${question.subject}${files ? `\n     và tên tệp đúng từng chữ:\n       ${files}` : ''}`,
        en: `Document ${question.uid} is shown exactly once among the incoming ones, with exactly this subject:\n       ${question.subject}${files ? `\n     and exactly these file names:\n       ${files}` : ''}`,
      };
    }
    case 'not-shown':
      return {
        vi: `Văn bản ${question.uid} "${question.subject}" KHÔNG mở xem được trong hệ thống.`,
        en: `Document ${question.uid} "${question.subject}" can NOT be opened in the system.`,
      };
    case 'marked':
      return question.as === 'recalled'
        ? {
            vi: `Văn bản ${question.uid} ghi "đã thu hồi" và không còn mở xem nội dung được.`,
            en: `Document ${question.uid} says "recalled", and its content can no longer be opened.`,
          }
        : {
            vi: `Văn bản ${question.uid} "${question.subject}" được ghi là đã bị thay thế.`,
            en: `Document ${question.uid} "${question.subject}" is marked as replaced.`,
          };
    case 'shows-details':
      return {
        vi: `Văn bản ${question.uid} hiện mức độ Hỏa tốc và hạn trả lời ${question.dueDate}.`,
        en: `Document ${question.uid} shows the urgency Hỏa tốc (flash) and the due date ${question.dueDate}.`,
      };
    case 'word':
      return {
        vi: `Người gửi thấy văn bản "${question.subject}": ${WORDS[question.word].vi}.`,
        en: `The sender sees for "${question.subject}": ${WORDS[question.word].en}.`,
      };
    case 'told-of-failure':
      return {
        vi: `Người gửi được hệ thống tự báo, không phải mở văn bản ra tìm: "${question.subject}" gửi KHÔNG được, và vì sao.`,
        en: `The system told the sender by itself, without the document being opened: "${question.subject}" could NOT be delivered, and why.`,
      };
  }
}
