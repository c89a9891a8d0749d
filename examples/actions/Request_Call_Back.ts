// Takes a phone number for a call back. A real shop would write it where its colleagues look.

export default function requestCallBack(inputs: { phone: string; customer?: string }) {
  return { summary: `Thank you, a colleague will call ${inputs.phone.trim()} as soon as we are back.` };
}
